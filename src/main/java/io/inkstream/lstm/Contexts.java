package io.inkstream.lstm;

/**
 * The size of a {@link ContextTable}.
 *
 * @param length characters of the longest context; 0: there is no table
 * @param bits binary logarithm of the logits that all contexts of one length share
 */
public record Contexts(int length, int bits) {

    /** Characters of a context at most: as many as a {@link State} remembers. */
    public static final int LENGTH_MAX = Long.BYTES;

    public static final int BITS_MIN = 10;
    public static final int BITS_MAX = 24;

    /** No table. */
    public static final Contexts NONE = new Contexts(0, 0);

    /** @throws IllegalArgumentException if one of them is out of its range */
    public Contexts {
        if (length < 0 || length > LENGTH_MAX) {
            throw new IllegalArgumentException("contexts must have from 0 to " + LENGTH_MAX + " characters: " + length);
        }
        if (length == 0 && bits != 0) {
            throw new IllegalArgumentException("a table that is not there must have 0 bits: " + bits);
        }
        if (length > 0 && (bits < BITS_MIN || bits > BITS_MAX)) {
            throw new IllegalArgumentException(
                    "the table of contexts must have from " + BITS_MIN + " to " + BITS_MAX + " bits: " + bits);
        }
    }

    /** Whether there is a table. */
    public boolean exist() {
        return length > 0;
    }
}
