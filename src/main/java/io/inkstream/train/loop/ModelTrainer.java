package io.inkstream.train.loop;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.SettingsMap;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.text.WindowedBatches;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.Verdict;
import io.inkstream.train.novelty.AlertSettings;
import io.inkstream.train.novelty.RecordScores;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * One model and its text: hands window after window to the learner, a step at a time. What it does depends on its checkpoint and
 * on the text alone, not on how the text was cut into pieces.
 */
public final class ModelTrainer {

    /** Slices of text in hand beyond two windows, so that a trainer as fast as its stream never waits for it. */
    private static final long SLICES_AHEAD = 16;

    private final String name;
    private final TrainerSettings settings;
    private final Learner learner;
    /** Empty: one learner takes all steps. */
    private final Optional<RoundSteps> rounds;

    private final WindowedBatches windows;
    private final ReportPeriod period;
    private final LongSupplier nanoTime;
    private final TextInHand text;
    private final HeldOutText heldOut;
    private final ScoredWindows scores;
    private final Repetition repetition = new Repetition();

    /** Where the next character goes that is handed to the windows. */
    private long next;
    /** Where the window stood when the last checkpoint was made. */
    private long checkpointed;
    /** Digest of the weights that the model began with. */
    private String initialSha256;

    private ModelTrainer(
            String name,
            TrainerSettings settings,
            Learner learner,
            WindowedBatches windows,
            ReportPeriod period,
            TextInHand text,
            HeldOutText heldOut,
            ScoredWindows scores,
            LongSupplier nanoTime) {
        this.text = text;
        this.heldOut = heldOut;
        this.scores = scores;
        this.name = name;
        this.settings = settings;
        this.learner = learner;
        this.windows = windows;
        this.period = period;
        this.nanoTime = nanoTime;
        this.next = windows.position();
        this.checkpointed = windows.position();
        this.rounds = settings.learner().rounds().areShared()
                ? Optional.of(new RoundSteps(settings, learner, windows, period, text, heldOut, scores))
                : Optional.empty();
    }

    public static ModelTrainer begin(String name, TrainerSettings settings, Engine engine, LongSupplier nanoTime) {
        var learner = settings.models()
                .initialWeights()
                .map(weights -> new Learner(settings.learner(), engine, weights.copy()))
                .orElseGet(() -> new Learner(settings.learner(), engine));
        var windows = settings.learner().window().batches();
        windows.resume(settings.validation().characters(), 0);
        var heldOut = HeldOutText.begin(settings.validation().characters());
        var text = TextInHand.begin();
        var scores = ScoredWindows.begin(settings, learner, text);
        var trainer =
                new ModelTrainer(name, settings, learner, windows, new ReportPeriod(), text, heldOut, scores, nanoTime);
        trainer.initialSha256 = learner.weights().sha256();
        return trainer;
    }

    /**
     * @throws IllegalStateException if the configuration's network or windows are not the checkpoint's; the message names the
     *     key and both values
     */
    public static ModelTrainer restore(
            Checkpoint checkpoint, TrainerSettings settings, Engine engine, LongSupplier nanoTime) {
        SettingsMap.requireSameShape(checkpoint.model(), checkpoint.settings(), settings.learner());
        var saved = checkpoint.trainer();
        var learner = Learner.restore(
                settings.learner(), engine, checkpoint.tensors(), checkpoint.step(), checkpoint.characters());
        var windows = settings.learner().window().batches();
        windows.resume(Long.parseLong(saved.get("position")), Integer.parseInt(saved.get("stepsIntoWindow")));
        var text = TextInHand.restore(saved);
        var trainer = new ModelTrainer(
                checkpoint.model(),
                settings,
                learner,
                windows,
                ReportPeriod.restore(saved),
                text,
                HeldOutText.restore(settings.validation().characters(), saved),
                ScoredWindows.restore(checkpoint, settings, learner, text),
                nanoTime);
        trainer.initialSha256 = saved.get("initialSha256");
        return trainer;
    }

    /** What was done before a restart. */
    public Repetition repetition() {
        return repetition;
    }

    public String name() {
        return name;
    }

    public AlertSettings alerts() {
        return settings.alerts();
    }

    public Learner learner() {
        return rounds.map(RoundSteps::learner).orElse(learner);
    }

    /** How its text is learned where it is shared out; empty: one learner takes all steps. */
    public Optional<RoundSteps> rounds() {
        return rounds;
    }

    /** Has the model read held-out text, whose turn it is then to be read; empty where there is none. */
    public Optional<HeldOut> measure() {
        return heldOut.measure(learner());
    }

    /** Digest of the weights that the model began with. */
    public String initialSha256() {
        return initialSha256;
    }

    public ReportPeriod period() {
        return period;
    }

    /** Where the next piece of text begins. */
    public long end() {
        return text.end();
    }

    /** Characters that were taken and are not learned; those that are held out are not meant to be. */
    public long waiting() {
        return Math.max(0, end() - heldOut.atBeginning() - learner().characters());
    }

    public long unexpected() {
        return text.unexpected();
    }

    /** Takes the piece that follows the last; none of it is learned yet. */
    public void take(TextPiece piece) {
        text.add(piece);
        if (piece.heldOut()) {
            return;
        }
        heldOut.takeBeginning(piece);
        if (piece.end() > next) {
            windows.append(Arrays.copyOfRange(piece.ids(), (int) (next - piece.start()), piece.ids().length));
            next = piece.end();
        }
    }

    /** Takes what a person said of the text, where it ends now ({@link ScoredWindows#judge}). */
    public Optional<TextPiece> judge(long offset, Verdict verdict) {
        return scores.judge(offset, verdict);
    }

    /** Whether there is text for a step, or for a round. */
    public boolean canStep() {
        return rounds.map(RoundSteps::canBegin).orElseGet(windows::hasNext);
    }

    /** Whether there is text for this window and the next, or for two rounds, and a few slices more. */
    public boolean hasPlenty() {
        return windows.pending()
                > 2 * window() * settings.learner().rounds().allWindows()
                        + SLICES_AHEAD * settings.corpus().sliceCharacters();
    }

    /**
     * Learns one batch of unrollings, or a round.
     *
     * @return the scores that became known with it, in the order of the text ({@link ScoredWindows#windowDone})
     * @throws NotFiniteException if that made the model unusable
     */
    public List<RecordScores.Score> step() {
        return rounds.map(each -> each.learnHere(name, nanoTime)).orElseGet(this::stepAlone);
    }

    private List<RecordScores.Score> stepAlone() {
        long before = nanoTime.getAsLong();
        long position = windows.position();
        int into = windows.stepsIntoWindow();
        int[][] batches = windows.next();
        float[][] nats = scores.costs(batches.length - 1);
        var step = learner.step(batches, nats);
        NotFiniteException.require(name, step, () -> text.between(position, position + window() + 1));
        scores.add(into, nats);
        if (isWindowDone()) {
            text.heldOut(position, position + window()).forEach(piece -> heldOut.add(piece.ids()));
        }
        var known = isWindowDone() ? scores.windowDone(position) : List.<RecordScores.Score>of();
        period.add(step, nanoTime.getAsLong() - before);
        return known;
    }

    /** Scores the records of the last window that is learned ({@link ScoredWindows#rest}). */
    public List<RecordScores.Score> scoreRest() {
        return scores.rest();
    }

    /** The last step was the last of its window. */
    boolean isWindowDone() {
        return windows.stepsIntoWindow() == 0;
    }

    /** The last step is one to report: as in the tutorial the first, and then every so many; an early one, for who is watching; and each round. */
    public boolean isReportDue() {
        long step = learner().steps() - 1;
        return rounds.isPresent() || step >= 0 && (step % settings.reports().every() == 0 || step == FirstSteps.EARLY);
    }

    public boolean isCheckpointDue() {
        return rounds.isPresent() || learner.steps() % settings.checkpoints().every() == 0;
    }

    /**
     * All that is needed to go on from here, but for the text that is kept. All records of windows that are learned are scored ({@link #scoreRest}).
     *
     * @throws NotFiniteException if an optimizer's moment, say, is not finite, which no loss shows
     */
    public Checkpoint checkpoint() {
        Map<String, String> saved = new TreeMap<>(period.saved());
        saved.put("position", Long.toString(windows.position()));
        saved.put("stepsIntoWindow", Integer.toString(windows.stepsIntoWindow()));
        saved.put("initialSha256", initialSha256);
        saved.putAll(text.saved(windows.position()));
        saved.putAll(heldOut.saved());
        var learner = learner();
        var tensors = learner.tensors();
        saved.putAll(scores.saved());
        tensors.putAll(scores.tensors());
        try {
            return new Checkpoint(name, learner.steps(), learner.characters(), settings.learner(), saved, tensors);
        } catch (IllegalArgumentException e) {
            throw new NotFiniteException(
                    name, "after step " + learner().steps() + " " + e.getMessage(), learnedSinceCheckpoint());
        }
    }

    /** The text that the steps since the last checkpoint learned from: whole windows, so that it can be learned again. */
    public LearnedText learnedSinceCheckpoint() {
        return new LearnedText(text.placeOf(checkpointed), read());
    }

    /** Where the text stands that the next step needs and is not read: behind the window, with the character that it looks ahead. */
    public LearnedText.Place read() {
        return text.placeOf(windows.position() + (windows.stepsIntoWindow() > 0 ? window() : 0) + 1);
    }

    /** The record that was taken last, as an offset; -1: there was none. */
    public long lastOffset() {
        return text.lastOffset();
    }

    /** The text that was taken and not yet left behind, oldest first. */
    public List<TextPiece> piecesInHand() {
        return text.all();
    }

    /** Characters of a window. */
    private long window() {
        return settings.learner().window().characters();
    }

    /** Forgets the pieces that lie wholly before the window; a checkpoint made now does not need them. */
    public List<TextPiece> dropLearned() {
        checkpointed = windows.position();
        return text.dropBefore(checkpointed);
    }
}
