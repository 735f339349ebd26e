package io.inkstream.ops.dashboard.learning;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Chooses of many points those that a narrow picture shows: of each bucket the lowest and the highest, so that no spike is lost. */
final class Downsampling {

    private Downsampling() {}

    /**
     * @param values the values; what is not a number is passed over unless a bucket has nothing else
     * @param begin the first index of the stretch
     * @param end the index behind its last
     * @param points how many are wanted at most, at least 4
     * @return indices in order; the first and the last of the stretch are among them
     */
    static int[] extremes(double[] values, int begin, int end, int points) {
        int size = Math.max(0, end - begin);
        if (size <= points) {
            return IntStream.range(begin, begin + size).toArray();
        }
        int buckets = (points - 2) / 2;
        int[] chosen = new int[2 * buckets + 2];
        int count = 0;
        chosen[count++] = begin;
        for (int bucket = 0; bucket < buckets; bucket++) {
            int from = begin + 1 + (int) ((long) (size - 2) * bucket / buckets);
            int to = begin + 1 + (int) ((long) (size - 2) * (bucket + 1) / buckets);
            int low = from;
            int high = from;
            for (int i = from; i < to; i++) {
                low = values[i] < values[low] || Double.isNaN(values[low]) ? i : low;
                high = values[i] > values[high] || Double.isNaN(values[high]) ? i : high;
            }
            chosen[count++] = Math.min(low, high);
            if (low != high) {
                chosen[count++] = Math.max(low, high);
            }
        }
        chosen[count++] = end - 1;
        return Arrays.copyOf(chosen, count);
    }
}
