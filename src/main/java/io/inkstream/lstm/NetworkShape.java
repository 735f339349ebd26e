package io.inkstream.lstm;

/**
 * The size of a network.
 *
 * @param vocabulary characters it tells apart
 * @param nodes hidden units
 */
public record NetworkShape(int vocabulary, int nodes) {

    /** @throws IllegalArgumentException if one of them is below 1 */
    public NetworkShape {
        requireAtLeastOne("vocabulary", vocabulary);
        requireAtLeastOne("nodes", nodes);
    }

    static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
