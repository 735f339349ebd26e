package io.inkstream.bench.shards;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.Part;
import io.inkstream.learn.Reading;
import io.inkstream.learn.Round;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One pass over a text by many learners, one after the other in one place, each timed. */
public final class SharedPass {

    private static final double NANOS = 1e9;

    private final LearnerSettings settings;
    private final Engine engine;
    private final LongSupplier nanoTime;
    private final LongConsumer progress;
    private final List<Double> parts = new ArrayList<>();
    private double counting;
    private double combining;
    private long bytesOfPart;

    private SharedPass(LearnerSettings settings, Engine engine, LongSupplier nanoTime, LongConsumer progress) {
        this.settings = settings;
        this.engine = engine;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /**
     * What a pass came to.
     *
     * @param shards that shared the text
     * @param characters that were learned, whole rounds
     * @param heldOut bits per character of text that was not learned
     * @param costs what rounds took
     */
    public record Result(int shards, long characters, double heldOut, Costs costs) {}

    /**
     * What rounds took, on one thread.
     *
     * @param part seconds of each part, in order
     * @param counting seconds in which the text of a round was counted, mean
     * @param combining seconds in which parts were made one model, mean
     * @param bytesOfPart bytes of a part's arrays
     * @param bytesOfModel bytes of the arrays that a round begins with
     */
    public record Costs(List<Double> part, double counting, double combining, long bytesOfPart, long bytesOfModel) {}

    /**
     * Learns the beginning of a text.
     *
     * @param ids the text, as unsigned bytes
     * @param lag in characters, rounded down to whole rounds
     * @param heldOut text that is not learned, of 2 characters or more
     * @param nanoTime a clock in nanoseconds
     * @param progress is told how many more characters are learned
     * @throws IllegalArgumentException if there is no text for a round
     */
    public static Result over(
            byte[] ids,
            long characters,
            byte[] heldOut,
            LearnerSettings settings,
            Engine engine,
            LongSupplier nanoTime,
            LongConsumer progress) {
        long round = settings.charactersOfRound();
        if (Math.min(characters, ids.length - 1) < round) {
            throw new IllegalArgumentException("there must be text for a round of " + round + " characters: "
                    + Math.min(characters, ids.length - 1));
        }
        var pass = new SharedPass(settings, engine, nanoTime, progress);
        var learner = pass.learn(ids, characters, (int) round);
        double bits = DoubleStream.of(
                        new Reading(engine, learner.weights(), learner.reading()).read(new byte[][] {heldOut})[0])
                .average()
                .orElseThrow();
        long rounds = learner.characters() / round;
        long bytesOfModel = bytes(learner.tensors().values());
        return new Result(
                settings.rounds().shards(),
                learner.characters(),
                bits,
                new Costs(
                        List.copyOf(pass.parts),
                        pass.counting / rounds,
                        pass.combining / rounds,
                        pass.bytesOfPart,
                        bytesOfModel));
    }

    private Learner learn(byte[] ids, long characters, int length) {
        var learner = new Learner(settings, engine);
        for (int at = 0; at + length <= characters && at + length < ids.length; at += length) {
            long began = nanoTime.getAsLong();
            var round = Round.begin(learner, Arrays.copyOfRange(ids, at, at + length + 1));
            round.awaitCounts();
            counting += seconds(began);
            var learned = new ArrayList<Part>();
            for (int shard = 0; shard < settings.rounds().shards(); shard++) {
                long before = nanoTime.getAsLong();
                learned.add(round.learn(shard, engine, false));
                parts.add(seconds(before));
                progress.accept(length / settings.rounds().shards());
            }
            bytesOfPart = bytes(learned.get(0).tensors().values());
            long before = nanoTime.getAsLong();
            learner = round.finish(engine, learned);
            combining += seconds(before);
        }
        return learner;
    }

    private double seconds(long since) {
        return (nanoTime.getAsLong() - since) / NANOS;
    }

    private static long bytes(Iterable<INDArray> arrays) {
        long bytes = 0;
        for (var array : arrays) {
            bytes += array.length() * Float.BYTES;
        }
        return bytes;
    }
}
