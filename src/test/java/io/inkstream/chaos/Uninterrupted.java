package io.inkstream.chaos;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.Round;
import io.inkstream.learn.RoundSettings;
import io.inkstream.text.Vocabulary;
import io.inkstream.text.WindowedBatches;
import io.inkstream.train.loop.TrainerSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** A model's training as nothing disturbs it: the same text in the same windows, without Kafka. */
final class Uninterrupted {

    /** Steps from one point to the next. */
    private final int every;

    private final Vocabulary vocabulary;
    private final Engine engine = Engine.named("portable", 1);
    private final RoundSettings rounds;
    private Learner learner;
    private final WindowedBatches windows;
    private final Map<Long, Point> points = new HashMap<>();
    /** Characters still to come that are not learned. */
    private int heldOut;

    /** @param every steps from one point that is kept to the next */
    Uninterrupted(TrainerSettings settings, int every) {
        this.every = every;
        var shape = settings.learner();
        vocabulary = shape.vocabulary();
        learner = new Learner(shape, engine);
        rounds = shape.rounds();
        windows = shape.window().batches();
        heldOut = settings.validation().characters();
        points.put(0L, new Point(0, 0, learner.weights().sha256()));
    }

    /** Where a checkpoint may be. */
    record Point(long step, long characters, String sha256) {}

    /** Learns more text. */
    void learn(String text) {
        byte[] ids = vocabulary.encode(text).ids();
        int skipped = Math.min(heldOut, ids.length);
        heldOut -= skipped;
        windows.append(Arrays.copyOfRange(ids, skipped, ids.length));
        while (canLearn()) {
            learnOn();
            if (learner.steps() % every == 0) {
                points.put(
                        learner.steps(),
                        new Point(
                                learner.steps(),
                                learner.characters(),
                                learner.weights().sha256()));
            }
        }
    }

    private boolean canLearn() {
        return rounds.areShared() ? windows.pending() > learner.settings().charactersOfRound() : windows.hasNext();
    }

    private void learnOn() {
        if (!rounds.areShared()) {
            learner.step(windows.next());
            return;
        }
        var round = Round.begin(learner, windows.text((int) learner.settings().charactersOfRound() + 1));
        var parts = IntStream.range(0, rounds.shards())
                .mapToObj(shard -> round.learn(shard, engine, false))
                .toList();
        learner = round.finish(engine, parts);
        windows.skip(rounds.allWindows());
    }

    /** The checkpoint of this step; null if the text does not reach that far, or no point is kept there. */
    Point at(long step) {
        return points.get(step);
    }

    long steps() {
        return learner.steps();
    }

    long characters() {
        return learner.characters();
    }
}
