package io.inkstream.write;

import io.inkstream.text.Continuation;
import java.util.OptionalDouble;

/**
 * How surprising a text is that is read and not written: the mean over its characters. The very first one of all, which nothing came
 * before, has no probability and does not count. For one thread.
 */
final class ReadScore {

    private static final double NATS_PER_BIT = StrictMath.log(2);

    private final Continuation read;
    /** Characters without a probability: 1 while, and after, the very first one is read. */
    private int unscored;

    private double nats;

    /** @param read of the vocabulary, new */
    ReadScore(Continuation read) {
        this.read = read;
    }

    /** The id that everything begins with. */
    void begin(int id) {
        unscored = 1;
        read.accept(id);
    }

    /** @param surprise of an id that was read, in nats */
    void add(int id, double surprise) {
        if (read.characters() >= unscored) {
            nats += surprise; // else it is the rest of the first character
        }
        read.accept(id);
    }

    /** In bits per character, at temperature 1; empty where there is none with a probability. */
    OptionalDouble bitsPerCharacter() {
        int characters = read.characters() - unscored;
        return characters <= 0 ? OptionalDouble.empty() : OptionalDouble.of(nats / NATS_PER_BIT / characters);
    }
}
