package io.inkstream.bench;

import java.util.Arrays;

/**
 * What was measured in rounds.
 *
 * @param median of the rounds
 * @param spread largest less smallest, as a part of the median
 */
public record Figure(double median, double spread) {

    /** @throws IllegalArgumentException if there is none */
    public static Figure of(double... rounds) {
        if (rounds.length == 0) {
            throw new IllegalArgumentException("a figure must have at least 1 round: 0");
        }
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Figure(median, (sorted[sorted.length - 1] - sorted[0]) / median);
    }
}
