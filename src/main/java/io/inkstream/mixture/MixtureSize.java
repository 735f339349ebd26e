package io.inkstream.mixture;

import io.inkstream.mixture.count.NodeTable;

/**
 * The size of a {@link Mixture}.
 *
 * @param bits binary logarithm of the nodes that the table of each longer context has; 0: there is no mixture
 */
public record MixtureSize(int bits) {

    public static final int BITS_MIN = 10;
    public static final int BITS_MAX = 20;

    /** The array of {@link MixtureArrays} whose length says the size. */
    public static final String SIZED = "expert/3/nodes";

    /** No mixture. */
    public static final MixtureSize NONE = new MixtureSize(0);

    /** Entries for each node of one table: 19 tables with 2 to 3 symbols a node were seen to need a few less. */
    private static final int ENTRIES_PER_NODE = 28;

    /** Characters of the history for each node of a table, as binary logarithm, up to where that is enough, and beyond. */
    private static final int HISTORY_BITS_MORE = 6;

    private static final int HISTORY_BITS_ENOUGH = 22;
    private static final int HISTORY_BITS_BEYOND = 4;

    /** @throws IllegalArgumentException if the bits are out of their range */
    public MixtureSize {
        if (bits != 0 && (bits < BITS_MIN || bits > BITS_MAX)) {
            throw new IllegalArgumentException("the tables of the mixture must have from " + BITS_MIN + " to "
                    + BITS_MAX + " bits, or 0 for no mixture: " + bits);
        }
    }

    /**
     * Returns the size that a length of {@link #SIZED} means.
     *
     * @param name of the array, for the message
     * @throws IllegalArgumentException if it means none
     */
    public static MixtureSize of(String name, long length) {
        for (int bits = BITS_MIN; bits <= BITS_MAX; bits++) {
            if (length == (long) NodeTable.STRIDE << bits) {
                return new MixtureSize(bits);
            }
        }
        throw new IllegalArgumentException("array " + name + " must have 3 times a power of 2 elements, of " + BITS_MIN
                + " to " + BITS_MAX + " bits: " + length);
    }

    /** Whether there is a mixture. */
    public boolean exists() {
        return bits > 0;
    }

    /** Entries that all contexts share. */
    int entries() {
        return ENTRIES_PER_NODE << bits;
    }

    /**
     * Binary logarithm of the characters that a match is looked for in. A text that comes again after more than these is not known again as a
     * whole, while much of it is still in the tables.
     */
    int historyBits() {
        return Math.max(Math.min(bits + HISTORY_BITS_MORE, HISTORY_BITS_ENOUGH), bits + HISTORY_BITS_BEYOND);
    }

    /** Binary logarithm of the places in the history that are found again for each length of a match. */
    int matchBits() {
        return historyBits();
    }
}
