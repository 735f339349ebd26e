package io.inkstream.write;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The ids that may be drawn, each with its weight, which is 0 for one that may not. */
final class SamplingCandidates {

    private final double[] weights;
    private int[] byWeight;

    /** @param weights by id; not copied */
    SamplingCandidates(double[] weights) {
        this.weights = weights;
    }

    int size() {
        return weights.length;
    }

    double weight(int id) {
        return weights[id];
    }

    void remove(int id) {
        weights[id] = 0;
    }

    /** Returns the sum of all weights, in the order of ids. */
    double sum() {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /** Returns ids, the heaviest first and the lowest of equals; those that were removed since the first call stay where they were. */
    int[] byWeight() {
        if (byWeight == null) {
            byWeight = sorted(Comparator.comparingDouble((Integer id) -> -weights[id]));
        }
        return byWeight;
    }

    /** Returns all ids in this order, and the lowest of equals first. */
    int[] sorted(Comparator<Integer> order) {
        return IntStream.range(0, weights.length)
                .boxed()
                .sorted(order.thenComparing(id -> id))
                .mapToInt(id -> id)
                .toArray();
    }

    /**
     * Keeps the fewest of the first ids that have this share of what all of them have together, at least one.
     *
     * @param order ids, those to be kept first
     * @param most how many are kept at most
     */
    void keep(int[] order, int most, double share) {
        double sum = 0;
        for (int i = 0; i < most; i++) {
            sum += weights[order[i]];
        }
        double wanted = share * sum;
        double reached = 0;
        for (int i = 0; i < order.length; i++) {
            if (i >= most || (i > 0 && reached >= wanted)) {
                weights[order[i]] = 0;
            } else {
                reached += weights[order[i]];
            }
        }
    }

    /**
     * Draws by the inverse of the cumulative distribution in the order of ids.
     *
     * @param uniform in [0, 1)
     * @param otherwise drawn if no id has a weight
     */
    int draw(double uniform, int otherwise) {
        double left = uniform * sum();
        int last = otherwise;
        for (int id = 0; id < weights.length; id++) {
            if (weights[id] > 0) {
                last = id;
                left -= weights[id];
                if (left < 0) {
                    return id;
                }
            }
        }
        // Rounding can leave a crumb at the end.
        return last;
    }
}
