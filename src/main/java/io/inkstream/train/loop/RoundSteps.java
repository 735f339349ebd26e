package io.inkstream.train.loop;

import io.inkstream.learn.Learner;
import io.inkstream.learn.Part;
import io.inkstream.learn.Round;
import io.inkstream.learn.RoundSettings;
import io.inkstream.text.WindowedBatches;
import io.inkstream.train.novelty.RecordScores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How a model learns whose text is shared out: round by round. Between rounds it is as any other; a round has no halves. What comes of it does not depend on where
 * its parts are learned.
 */
public final class RoundSteps {

    private final TrainerSettings settings;
    private final RoundSettings rounds;
    private final WindowedBatches windows;
    private final ReportPeriod period;
    private final TextInHand text;
    private final HeldOutText heldOut;
    private final ScoredWindows scores;
    private Learner learner;

    /** @param learner as it stands between two rounds */
    RoundSteps(
            TrainerSettings settings,
            Learner learner,
            WindowedBatches windows,
            ReportPeriod period,
            TextInHand text,
            HeldOutText heldOut,
            ScoredWindows scores) {
        this.settings = settings;
        this.rounds = settings.learner().rounds();
        this.learner = learner;
        this.windows = windows;
        this.period = period;
        this.text = text;
        this.heldOut = heldOut;
        this.scores = scores;
    }

    /** The model as the last round left it. */
    Learner learner() {
        return learner;
    }

    /** Whether parts are to say what each character cost. */
    public boolean wantsCosts() {
        return scores.areWanted();
    }

    /** Whether there is text for a round. */
    boolean canBegin() {
        return windows.pending() > settings.learner().charactersOfRound();
    }

    /** Begins a round, which changes nothing until it is {@linkplain #finish finished}. */
    public Round begin() {
        return Round.begin(learner, windows.text((int) settings.learner().charactersOfRound() + 1));
    }

    /** Learns a round, one part after the other. */
    List<RecordScores.Score> learnHere(String model, LongSupplier nanoTime) {
        long before = nanoTime.getAsLong();
        var round = begin();
        var parts = new ArrayList<Part>();
        for (int shard = 0; shard < rounds.shards(); shard++) {
            parts.add(round.learn(shard, learner.engine(), wantsCosts()));
        }
        return finish(model, round, parts, nanoTime.getAsLong() - before);
    }

    /**
     * Goes on behind a round.
     *
     * @param round that {@link #begin} gave last
     * @param parts one of each shard, in their order
     * @param nanos how long it took
     * @return the scores of the records in it, in the order of the text
     * @throws NotFiniteException if it made the model unusable
     * @throws IllegalArgumentException if these are no parts of this round; then nothing has changed
     */
    public List<RecordScores.Score> finish(String model, Round round, List<Part> parts, long nanos) {
        long begin = windows.position();
        long end = begin + settings.learner().charactersOfRound();
        var next = round.finish(learner.engine(), parts);
        for (var part : parts) {
            NotFiniteException.require(model, part.learned(), () -> text.between(begin, end + 1));
            period.add(part.learned(), nanos / parts.size());
        }
        learner = next;
        windows.skip(rounds.allWindows());
        text.heldOut(begin, end).forEach(piece -> heldOut.add(piece.ids()));
        var costs = parts.stream().flatMap(part -> part.costs().stream()).toList();
        return wantsCosts() ? scores.roundDone(begin, costs, learner) : List.of();
    }
}
