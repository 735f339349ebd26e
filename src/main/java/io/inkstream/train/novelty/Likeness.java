package io.inkstream.train.novelty;

import java.util.Arrays;
import java.util.regex.Pattern;

/** How alike two texts are, by the runs of four characters that they share, words with a digit counting as one and the same (Jaccard 1901). */
final class Likeness {

    private static final Pattern WITH_DIGIT = Pattern.compile("[\\p{L}\\p{Nd}]*\\p{Nd}[\\p{L}\\p{Nd}]*");
    private static final int RUN = 4;

    /** From which likeness on a record is of the kind of another. */
    static final double ALIKE = 0.6;

    /** Hashes of the runs, sorted, each once. */
    private final int[] runs;

    private Likeness(int[] runs) {
        this.runs = runs;
    }

    /** The text with what varies masked. */
    static String masked(String text) {
        return WITH_DIGIT.matcher(text).replaceAll("0");
    }

    /** @param masked as {@link #masked} gives it */
    static Likeness of(String masked) {
        int count = Math.max(1, masked.length() - RUN + 1);
        var runs = new int[count];
        for (int i = 0; i < count; i++) {
            int hash = 0;
            for (int k = i; k < Math.min(masked.length(), i + RUN); k++) {
                hash = hash * 0x01000193 + masked.charAt(k);
            }
            runs[i] = hash;
        }
        return new Likeness(Arrays.stream(runs).sorted().distinct().toArray());
    }

    /** The share of their runs that both have, 0 to 1. */
    double to(Likeness other) {
        int both = 0;
        for (int i = 0, k = 0; i < runs.length && k < other.runs.length; ) {
            if (runs[i] == other.runs[k]) {
                both++;
                i++;
                k++;
            } else if (runs[i] < other.runs[k]) {
                i++;
            } else {
                k++;
            }
        }
        return (double) both / (runs.length + other.runs.length - both);
    }
}
