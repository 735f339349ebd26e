package io.inkstream.train.loop;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.learn.Learner;
import io.inkstream.learn.WindowCosts;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.Verdict;
import io.inkstream.train.novelty.RecordScores;
import io.inkstream.train.novelty.Surprise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Scores the records of each window that a model learns, if its settings say so. Where there is a mixture, a window's scores become known with the window
 * behind it: the mixture learns the one while the network learns the other. What it holds is part of the checkpoint.
 */
final class ScoredWindows {

    private final TrainerSettings settings;
    private final Learner learner;
    private final TextInHand text;
    /** Empty: nothing is scored. */
    private final Optional<Surprise> surprise;
    /** The last window that is learned, while its records are not scored: the mixture may still be at it. */
    private Optional<Surprise.Window> unscored = Optional.empty();

    private ScoredWindows(TrainerSettings settings, Learner learner, TextInHand text, Optional<Surprise> surprise) {
        this.settings = settings;
        this.learner = learner;
        this.text = text;
        this.surprise = surprise;
        if (surprise.isPresent() && learner.hasMixture()) {
            learner.keepCosts();
        }
    }

    /** @param text that is taken and not yet left behind, as it is at any time */
    static ScoredWindows begin(TrainerSettings settings, Learner learner, TextInHand text) {
        return new ScoredWindows(
                settings,
                learner,
                text,
                settings.scores()
                        ? Optional.of(new Surprise(settings.learner(), settings.alerts()))
                        : Optional.empty());
    }

    static ScoredWindows restore(Checkpoint checkpoint, TrainerSettings settings, Learner learner, TextInHand text) {
        return new ScoredWindows(
                settings,
                learner,
                text,
                settings.scores()
                        ? Optional.of(Surprise.restore(
                                settings.learner(), settings.alerts(), checkpoint.trainer(), checkpoint.tensors()))
                        : Optional.empty());
    }

    /**
     * Takes what a person said of the text, where it ends now.
     *
     * @param offset where that stands on {@code corpus-ordered}
     * @return what is to be kept of it; empty: it was not taken, for none of the text before it is learned, or scored, or as many stand there already as may
     */
    Optional<TextPiece> judge(long offset, Verdict verdict) {
        if (surprise.isEmpty()
                || text.end() <= settings.validation().characters()
                || text.verdictsAtEnd() >= Verdict.AT_ONE_PLACE_MAX) {
            return Optional.empty();
        }
        var piece = new TextPiece(offset, text.end(), 0, new byte[0], verdict);
        text.add(piece);
        return Optional.of(piece);
    }

    /**
     * Room for what each character of a step costs, {@code [steps][batch]}, for the learner to fill and {@link #add} to take; null where nobody asks for it.
     *
     * @param steps unrollings of the step
     */
    float[][] costs(int steps) {
        return surprise.isPresent() && !learner.hasMixture()
                ? new float[steps][settings.learner().window().batchSize()]
                : null;
    }

    /**
     * Takes what a step found.
     *
     * @param stepsIntoWindow before the step
     * @param nats as {@link #costs} gave it, filled; null where it gave none
     */
    void add(int stepsIntoWindow, float[][] nats) {
        if (nats != null) {
            surprise.orElseThrow().add(stepsIntoWindow, nats);
        }
    }

    /**
     * Takes a window whose last step was the learner's last.
     *
     * @param position where it begins in the text
     * @return the scores that became known with it, in the order of the text: of its own records, or of those of the window before it
     */
    List<RecordScores.Score> windowDone(long position) {
        return surprise.map(records -> complete(records, position)).orElse(List.of());
    }

    private List<RecordScores.Score> complete(Surprise records, long position) {
        long end = position + settings.learner().window().characters();
        // Now, for the next step changes what is read with.
        var costs = HeldOutRecords.read(learner, text.at(end), text.heldOut(position, end));
        var window = new Surprise.Window(position, text.reaching(position, end + 1), costs, learner.steps());
        if (!learner.hasMixture()) {
            return records.complete(window, records.windowCosts());
        }
        var before = unscored;
        unscored = Optional.of(window);
        return before.map(each -> records.complete(each, learner.toldCosts())).orElse(List.of());
    }

    /** Whether what each character costs is wanted. */
    boolean areWanted() {
        return surprise.isPresent();
    }

    /**
     * Scores the records of a round's windows.
     *
     * @param position where the round begins in the text
     * @param costs of each window, in order
     * @param reader what has learned them, and reads what was held out of them
     * @return in the order of the text
     */
    List<RecordScores.Score> roundDone(long position, List<WindowCosts> costs, Learner reader) {
        return surprise.map(records -> complete(records, position, costs, reader))
                .orElse(List.of());
    }

    private List<RecordScores.Score> complete(
            Surprise records, long position, List<WindowCosts> costs, Learner reader) {
        long length = settings.learner().window().characters();
        long end = position + length * costs.size();
        var heldOut = HeldOutRecords.read(reader, text.at(end), text.heldOut(position, end));
        var scores = new ArrayList<RecordScores.Score>();
        long begin = position;
        for (var each : costs) {
            var pieces = text.reaching(begin, begin + length + 1);
            scores.addAll(records.complete(new Surprise.Window(begin, pieces, heldOut, reader.steps()), each));
            begin += length;
        }
        return scores;
    }

    /**
     * Scores the records of the last window that is learned, without waiting for the next to be. When that is done changes no bit of any score.
     *
     * @return in the order of the text; none where all is scored, or nothing
     */
    List<RecordScores.Score> rest() {
        var rest = unscored.map(window -> surprise.orElseThrow().complete(window, learner.windowCosts()));
        unscored = Optional.empty();
        return rest.orElse(List.of());
    }

    /** What a checkpoint keeps of it, besides {@link #tensors}; all windows that are learned are scored ({@link #rest}). */
    Map<String, String> saved() {
        return surprise.map(Surprise::saved).orElse(Map.of());
    }

    Map<String, INDArray> tensors() {
        return surprise.map(Surprise::tensors).orElse(Map.of());
    }
}
