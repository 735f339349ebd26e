package io.inkstream.write;

import io.inkstream.engine.Engine;
import io.inkstream.engine.Softmax;
import io.inkstream.model.CounterRandom;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.text.Vocabulary;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Writes a continuation one character at a time: feeds the last id, draws the next. What it writes is a function of weights,
 * position and sampler alone. As the engine: not for use by two threads at once.
 */
public final class Writer {

    private final Engine engine;
    private final Parameters weights;
    private final Vocabulary vocabulary;

    /** @throws IllegalArgumentException if the weights are of another vocabulary's size */
    public Writer(Engine engine, Parameters weights, Vocabulary vocabulary) {
        if (weights.shape().vocabulary() != vocabulary.size()) {
            throw new IllegalArgumentException("weights must tell " + vocabulary.size() + " characters apart, as "
                    + vocabulary.name() + " does: " + weights.shape().vocabulary());
        }
        this.engine = engine;
        this.weights = weights;
        this.vocabulary = vocabulary;
    }

    /**
     * Where a text stands.
     *
     * @param state of one lane, after all ids but the last
     * @param last the last id, not yet fed; -1: nothing was read yet
     * @param random the number the next draw takes
     * @param recent the last ids read and written, as unsigned bytes, the newest at the end: at most {@link Sampling#WINDOW_MAX}, or {@link
     *     Sampling#REMEMBERED_MAX} where it adapts to them
     */
    public record Position(State state, int last, CounterRandom random, byte[] recent) {

        /** The same place with random numbers of another seed. */
        public Position withSeed(long seed) {
            return new Position(state, last, new CounterRandom(seed, 0), recent);
        }

        /** Returns the last of the recent ids, at most {@link Sampling#WINDOW_MAX}: what a state can be computed anew from. */
        public byte[] window() {
            int from = Math.max(0, recent.length - Sampling.WINDOW_MAX);
            return from == 0 ? recent : Arrays.copyOfRange(recent, from, recent.length);
        }
    }

    /**
     * What was written.
     *
     * @param text whole characters, without the stop string that ended it
     * @param characters how many, in code points
     * @param stop the stop string that ended it
     * @param drawn how many were drawn, the stop string's among them, in code points
     * @param bits sum of -log2 of the probability of each id at temperature 1, over the whole vocabulary
     * @param position where the text stands now
     */
    public record Written(
            String text, int characters, Optional<String> stop, int drawn, double bits, Position position) {}

    /** Returns the position before any text: zero state, nothing read. */
    public Position begin(long seed) {
        var state = State.zeros(1, weights.shape().width());
        return new Position(state, -1, new CounterRandom(seed, 0), new byte[0]);
    }

    /**
     * Returns the position after more text.
     *
     * @param from not changed
     * @param ids as unsigned bytes
     * @throws IllegalArgumentException if an id is outside the vocabulary
     */
    public Position read(Position from, byte[] ids) {
        var state = from.state().copy();
        int last = from.last();
        for (byte id : ids) {
            if (last >= 0) {
                engine.predict(weights, state, new int[] {last}, new boolean[1]);
            }
            last = Byte.toUnsignedInt(id);
        }
        var recent = new Recent(from.recent());
        recent.addAll(ids);
        return new Position(state, last, from.random(), recent.toBytes());
    }

    /**
     * Returns how surprising a text is: the sum of -log2 of the probability of each id at temperature 1.
     *
     * @param from not changed; at least one id was read
     * @param ids as unsigned bytes
     * @throws IllegalArgumentException if an id is outside the vocabulary
     * @throws IllegalStateException if nothing was read yet
     */
    public double bits(Position from, byte[] ids) {
        if (from.last() < 0) {
            throw new IllegalStateException("a text must have a first character to continue from: none was read");
        }
        var state = from.state().copy();
        int last = from.last();
        double nats = 0;
        for (byte id : ids) {
            var logits = engine.predict(weights, state, new int[] {last});
            last = Byte.toUnsignedInt(id);
            nats += Softmax.surprise(logits, 0, last);
        }
        return nats / StrictMath.log(2);
    }

    /**
     * Writes until its end.
     *
     * @param from not changed
     * @throws IllegalStateException if nothing was read yet
     */
    public Written write(Position from, Sampler sampler, Ending ending) {
        var batch = new Batch(engine, weights, vocabulary);
        var lane = batch.join(from, new byte[0], sampler, ending);
        while (!batch.isEmpty()) {
            batch.step();
        }
        return lane.written();
    }

    /**
     * Returns one of the tutorial's samples: a random first character, then what follows at temperature 1, from a zero state.
     *
     * @param length characters including the first, at least 1
     * @throws IllegalArgumentException if the length is below 1
     */
    public String sample(RandomGenerator random, int length) {
        NetworkShape.requireAtLeastOne("length", length);
        var first = new byte[] {(byte) vocabulary.firstCharacter(random)};
        var position = read(begin(random.nextLong()), first);
        return vocabulary.decode(first)
                + write(position, Sampler.at(1), Ending.after(length - 1)).text();
    }
}
