package io.inkstream.mixture;

import java.util.Arrays;

/** Finds what stands behind a stretch wherever it stands in the history: all of that is searched, by Horspool's algorithm (1980). */
final class CopySearch {

    private final History history;

    CopySearch(History history) {
        this.history = history;
    }

    /**
     * Marks the symbols that stand behind a stretch.
     *
     * @param stretch symbols; of none, every symbol that is there stands behind it
     * @param found {@code [256]}, by symbol; those found are set, others left as they are
     */
    void behind(int[] stretch, boolean[] found) {
        int length = stretch.length;
        int[] shifts = shifts(stretch);
        int end = history.end();
        // Places go on below 0 behind the largest int, so that they are compared by their difference.
        for (int at = history.begin(); end - at > length; ) {
            int matched = length;
            while (matched > 0 && history.get(at + matched - 1) == stretch[matched - 1]) {
                matched--;
            }
            if (matched == 0) {
                found[history.get(at + length)] = true;
            }
            at += length == 0 ? 1 : shifts[history.get(at + length - 1)];
        }
    }

    /** How far the stretch may be moved on from where the history has a symbol under its end. */
    private static int[] shifts(int[] stretch) {
        int[] shifts = new int[Mixture.SYMBOLS];
        Arrays.fill(shifts, Math.max(1, stretch.length));
        for (int i = 0; i < stretch.length - 1; i++) {
            shifts[stretch[i]] = stretch.length - 1 - i;
        }
        return shifts;
    }
}
