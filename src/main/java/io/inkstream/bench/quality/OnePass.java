package io.inkstream.bench.quality;

import io.inkstream.engine.Engine;
import io.inkstream.engine.Softmax;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.text.WindowedBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * How many bits a text costs whoever learns it in one pass and has each character's probability from what was learned before it. The
 * sum is the length of a code: a decoder that walks the same windows learns the same and can read it. What it cannot know when a
 * window begins are the characters that lanes read first, since each ends the lane before: those are counted as drawn blindly,
 * instead of as they are predicted later, and so is the very first. A mixture predicts every character, in the order of the text, and
 * nothing has to be drawn blindly. The rest of the text behind the last window is predicted one
 * character after another and not learned.
 */
public final class OnePass {

    /** How often the curve has a point, in characters of the text: at every fiftieth of it. */
    private static final int POINTS = 50;

    private static final double NATS_PER_BIT = StrictMath.log(2);

    private final LearnerSettings settings;
    private final byte[] ids;
    private final double blindly;
    private final LongUnaryOperator pointAt;
    private final List<Point> curve = new ArrayList<>();
    private long counted;
    private double nats;

    private OnePass(LearnerSettings settings, byte[] ids, LongUnaryOperator pointAt) {
        this.settings = settings;
        this.ids = ids;
        this.pointAt = pointAt;
        this.blindly = StrictMath.log(settings.shape().vocabulary());
    }

    /**
     * A point of the curve.
     *
     * @param characters from the first
     * @param bitsPerCharacter mean over all of them
     */
    public record Point(long characters, double bitsPerCharacter) {}

    /**
     * What a pass gave.
     *
     * @param characters of the text
     * @param bitsPerCharacter mean over all of them
     * @param charactersPerSecond of the whole pass
     * @param curve means over the beginnings of the text
     * @param sha256 of the weights at its end
     */
    public record Result(
            long characters, double bitsPerCharacter, double charactersPerSecond, List<Point> curve, String sha256) {}

    /**
     * Learns a text.
     *
     * @param nanoTime a clock in nanoseconds
     * @param progress is told how many more characters are counted, again and again: all of the text in the end
     * @throws IllegalArgumentException if the text is empty
     */
    public static Result over(
            String text, LearnerSettings settings, Engine engine, LongSupplier nanoTime, LongConsumer progress) {
        byte[] ids = settings.vocabulary().encode(text).ids();
        if (ids.length == 0) {
            throw new IllegalArgumentException("the text must have at least 1 character: it has none");
        }
        return over(ids, settings, engine, counted -> POINTS * counted / ids.length, nanoTime, progress);
    }

    /** @param pointAt which point of the curve so many characters have reached; it never falls */
    static Result over(
            byte[] ids,
            LearnerSettings settings,
            Engine engine,
            LongUnaryOperator pointAt,
            LongSupplier nanoTime,
            LongConsumer progress) {
        long begin = nanoTime.getAsLong();
        var learner = new Learner(settings, engine);
        var pass = new OnePass(settings, ids, pointAt);
        pass.learn(learner, progress);
        double seconds = (nanoTime.getAsLong() - begin) / 1e9;
        return new Result(
                ids.length,
                pass.nats / NATS_PER_BIT / ids.length,
                ids.length / seconds,
                List.copyOf(pass.curve),
                learner.weights().sha256());
    }

    private void learn(Learner learner, LongConsumer progress) {
        var windows = settings.window().batches();
        windows.append(ids);
        if (learner.hasMixture()) {
            learnMixed(learner, windows, progress);
        } else {
            count(blindly, 1);
            progress.accept(1);
            learnAlone(learner, windows, progress);
        }
        readOn(learner, (int) windows.position(), progress);
    }

    private void learnMixed(Learner learner, WindowedBatches windows, LongConsumer progress) {
        while (windows.hasNext()) {
            var step = learner.step(windows.next());
            count(step.mixedNats(), step.mixedCharacters());
            progress.accept(step.mixedCharacters());
        }
        var rest = learner.restOfCosts();
        count(rest.nats(), rest.characters());
        progress.accept(rest.characters());
        if (counted == 0) {
            count(blindly, 1);
            progress.accept(1);
        }
    }

    private void learnAlone(Learner learner, WindowedBatches windows, LongConsumer progress) {
        while (windows.hasNext()) {
            boolean begins = windows.stepsIntoWindow() == 0;
            int[][] batches = windows.next();
            boolean ends = windows.stepsIntoWindow() == 0;
            var surprises = new float[batches.length - 1][settings.window().batchSize()];
            learner.step(batches, surprises);
            if (begins) {
                count(
                        blindly * (settings.window().batchSize() - 1),
                        settings.window().batchSize() - 1);
            }
            add(surprises, ends);
            progress.accept((batches.length - 1L) * settings.window().batchSize());
        }
    }

    /** All but what was known when the window began. */
    private void add(float[][] surprises, boolean ends) {
        int lanes = settings.window().batchSize();
        for (int t = 0; t < surprises.length; t++) {
            int from = ends && t == surprises.length - 1 ? lanes - 1 : 0;
            double sum = 0;
            for (int lane = from; lane < lanes; lane++) {
                sum += surprises[t][lane];
            }
            count(sum, lanes - from);
        }
    }

    private void readOn(Learner learner, int from, LongConsumer progress) {
        var state = learner.reading();
        for (int i = from; i + 1 < ids.length; i++) {
            var logits = learner.engine().predict(learner.weights(), state, new int[] {Byte.toUnsignedInt(ids[i])});
            count(Softmax.surprise(logits, 0, Byte.toUnsignedInt(ids[i + 1])), 1);
            progress.accept(1);
        }
    }

    private void count(double nats, long characters) {
        long before = pointAt.applyAsLong(counted);
        this.nats += nats;
        counted += characters;
        if (pointAt.applyAsLong(counted) > before) {
            curve.add(new Point(counted, this.nats / NATS_PER_BIT / counted));
        }
    }
}
