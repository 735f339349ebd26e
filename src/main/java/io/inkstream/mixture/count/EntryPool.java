package io.inkstream.mixture.count;

import java.util.Arrays;

/**
 * Memory for lists of {@link Entry}s, in blocks of a few fixed sizes. A list lies in the smallest block that holds it. Bounded: when all is
 * taken, a list that would grow is told so; blocks that were cut are not joined again. Where a block lies depends on nothing but what was asked for before, so it is part of a model.
 */
public final class EntryPool {

    /** The longest list. */
    static final int LIST_MAX = 255;

    private static final int[] SIZES = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, LIST_MAX};
    /** The place in {@link #SIZES} of the smallest that holds so many. */
    private static final byte[] CLASSES = new byte[LIST_MAX + 1];

    static {
        for (int length = 1; length <= LIST_MAX; length++) {
            int at = Arrays.binarySearch(SIZES, length);
            CLASSES[length] = (byte) (at >= 0 ? at : -at - 1);
        }
    }

    /** All entries; the first is never used, for place 0 means none. */
    public final int[] entries;

    /** By size, the first block that is free, which holds the place of the next; at last where the untouched entries begin. */
    public final int[] free = new int[SIZES.length + 1];

    public EntryPool(int size) {
        entries = new int[size];
        free[SIZES.length] = 1;
    }

    /** Whether a list of one length lies in another block than one of another. */
    static boolean moves(int length, int toLength) {
        return CLASSES[length] != CLASSES[toLength];
    }

    /** Returns the place of a block for a list of this length, not cleared; 0 if there is no room. */
    int allocate(int length) {
        int wanted = CLASSES[length];
        int block = take(wanted);
        if (block == 0) {
            int untouched = free[SIZES.length];
            if (untouched + SIZES[wanted] <= entries.length) {
                free[SIZES.length] += SIZES[wanted];
                return untouched;
            }
            return split(wanted);
        }
        return block;
    }

    private int take(int sizeClass) {
        int block = free[sizeClass];
        if (block != 0) {
            free[sizeClass] = entries[block];
        }
        return block;
    }

    /** Cuts the next larger block that is free. */
    private int split(int wanted) {
        for (int larger = wanted + 1; larger < SIZES.length; larger++) {
            int block = take(larger);
            if (block != 0) {
                int end = block + SIZES[larger];
                for (int rest = block + SIZES[wanted]; rest < end; ) {
                    rest = giveLargest(rest, end - rest);
                }
                return block;
            }
        }
        return 0;
    }

    private int giveLargest(int block, int room) {
        int sizeClass = SIZES.length - 1;
        while (SIZES[sizeClass] > room) {
            sizeClass--;
        }
        give(block, sizeClass);
        return block + SIZES[sizeClass];
    }

    private void give(int block, int sizeClass) {
        entries[block] = free[sizeClass];
        free[sizeClass] = block;
    }

    /** Gives the block of a list of this length back. */
    void release(int block, int length) {
        give(block, CLASSES[length]);
    }
}
