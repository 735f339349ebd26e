package io.inkstream.lstm;

import io.inkstream.text.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.util.random.RandomGenerator;

/**
 * Writes a continuation one character at a time: feeds the last id, draws the next. What it writes is a function of weights,
 * position and sampler alone. As the engine: not for use by two threads at once.
 */
public final class Writer {

    private static final double NATS_PER_BIT = StrictMath.log(2);

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
     */
    public record Position(State state, int last, CounterRandom random) {}

    /**
     * What was written.
     *
     * @param text whole characters
     * @param characters how many, in code points
     * @param bits sum of -log2 of the probability of each id at temperature 1, over the whole vocabulary
     * @param position where the text stands now
     */
    public record Written(String text, int characters, double bits, Position position) {}

    /** Returns the position before any text: zero state, nothing read. */
    public Position begin(long seed) {
        var state = State.zeros(1, weights.shape().nodes(), weights.type());
        return new Position(state, -1, new CounterRandom(seed, 0));
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
                engine.predict(weights, state, new int[] {last});
            }
            last = Byte.toUnsignedInt(id);
        }
        return new Position(state, last, from.random());
    }

    /**
     * Writes until that many whole characters are there.
     *
     * @param from not changed
     * @throws IllegalStateException if nothing was read yet
     * @throws IllegalArgumentException if characters is negative
     */
    public Written write(Position from, Sampler sampler, int characters) {
        if (from.last() < 0) {
            throw new IllegalStateException("a text must have a first character to go on from, read one: none");
        }
        if (characters < 0) {
            throw new IllegalArgumentException("characters must not be negative: " + characters);
        }
        var state = from.state().copy();
        int last = from.last();
        var random = from.random();
        var continuation = vocabulary.continuation();
        var ids = new ByteArrayOutputStream();
        double nats = 0;
        while (continuation.characters() < characters) {
            float[] logits = Tensors.row(engine.predict(weights, state, new int[] {last}), 0);
            last = sampler.draw(logits, continuation, random.uniform());
            random = random.next();
            continuation.accept(last);
            ids.write(last);
            nats += Softmax.surprise(logits, last);
        }
        var position = new Position(state, last, random);
        return new Written(
                vocabulary.decode(ids.toByteArray()), continuation.characters(), nats / NATS_PER_BIT, position);
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
                + write(position, Sampler.at(1), length - 1).text();
    }
}
