package io.inkstream.mixture.history;

/**
 * Finds what stands behind a stretch wherever it stands in a history: all places whose last characters have the same hash are chained, the
 * newest first. Made of the history as it is then; one int for each of its characters.
 */
public final class CopyIndex {

    /** Characters that are hashed: a stretch has at least as many. */
    static final int LEAST = 7;

    private static final long HASHED = (1L << LEAST * Byte.SIZE) - 1;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int BITS_MIN = 8;

    private final History history;
    private final int begin;
    private final int end;
    private final int shift;
    /** By hash, the newest place less {@link #begin}, and 1 more; 0: none. */
    private final int[] newest;
    /** By place less {@link #begin}, the one before of the same hash, likewise. */
    private final int[] before;

    public CopyIndex(History history) {
        this.history = history;
        begin = history.begin();
        end = history.end();
        int characters = end - begin;
        int bits = Math.max(BITS_MIN, Integer.SIZE - Integer.numberOfLeadingZeros(characters) - 2);
        shift = Long.SIZE - bits;
        newest = new int[1 << bits];
        before = new int[characters];
        long last = 0;
        for (int i = 0; i < characters; i++) {
            if (i >= LEAST) {
                int hash = hash(last);
                before[i] = newest[hash];
                newest[hash] = i + 1;
            }
            last = last << Byte.SIZE | history.get(begin + i);
        }
    }

    private int hash(long last) {
        return (int) ((last & HASHED) * GOLDEN >>> shift);
    }

    /** Whether the history is as it was. */
    public boolean isCurrent() {
        return history.end() == end;
    }

    /**
     * Marks the symbols that stand behind a stretch.
     *
     * @param stretch symbols, at least {@link #LEAST}
     * @param found {@code [256]}, by symbol; those found are set, others left as they are
     * @throws IllegalArgumentException if the stretch is shorter
     */
    public void behind(int[] stretch, boolean[] found) {
        if (stretch.length < LEAST) {
            throw new IllegalArgumentException(
                    "a stretch must have at least " + LEAST + " characters: " + stretch.length);
        }
        long last = 0;
        for (int i = stretch.length - LEAST; i < stretch.length; i++) {
            last = last << Byte.SIZE | stretch[i];
        }
        for (int next = newest[hash(last)]; next > 0; next = before[next - 1]) {
            if (isBehind(stretch, next - 1)) {
                found[history.get(begin + next - 1)] = true;
            }
        }
    }

    private boolean isBehind(int[] stretch, int at) {
        int matched = 0;
        while (matched < stretch.length
                && matched < at
                && history.get(begin + at - 1 - matched) == stretch[stretch.length - 1 - matched]) {
            matched++;
        }
        return matched == stretch.length;
    }
}
