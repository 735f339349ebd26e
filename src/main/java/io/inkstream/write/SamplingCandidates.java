package io.inkstream.write;

import io.inkstream.engine.Exponential;
import io.inkstream.engine.Softmax;
import io.inkstream.text.Continuation;
import java.util.Arrays;

/** The ids that may be drawn, each with its weight, which is 0 for one that may not. For one draw after the other, by one thread. */
final class SamplingCandidates {

    /** Bits of an id beside its weight. */
    private static final int ID_BITS = 8;

    private static final int ID = (1 << ID_BITS) - 1;

    private final double[] scores;
    private final boolean[] allowed;
    private final double[] weights;
    private final double[] scratch;
    private final long[] keys;
    private final int[] byWeight;
    private boolean isSorted;

    /** @param vocabulary ids, at most 256 */
    SamplingCandidates(int vocabulary) {
        scores = new double[vocabulary];
        allowed = new boolean[vocabulary];
        weights = new double[vocabulary];
        scratch = new double[vocabulary];
        keys = new long[vocabulary];
        byWeight = new int[vocabulary];
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

    /** Begins a draw; returns the logits, which may be changed before anything else is done. */
    double[] scores(float[] logits, Continuation continuation) {
        for (int id = 0; id < scores.length; id++) {
            scores[id] = logits[id];
            allowed[id] = continuation.allows(id);
        }
        return scores;
    }

    /** @throws IllegalArgumentException if none is allowed */
    int likeliest() {
        int best = -1;
        for (int id = 0; id < scores.length; id++) {
            if (allowed[id] && (best < 0 || scores[id] > scores[best] || Double.isNaN(scores[best]))) {
                best = id;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("a continuation must allow at least 1 of " + scores.length + " ids: 0");
        }
        return best;
    }

    /**
     * Gives each its weight: the softmax's numerators, of which that of the likeliest is 1. What is not allowed may be likelier, but is not
     * drawn.
     *
     * @param known has them; null: they are to be computed
     */
    void weigh(Softmax known, int best, double temperature) {
        isSorted = false;
        if (known != null) {
            known.exponentials(weights);
        } else {
            double largest = scores[best];
            for (int id = 0; id < scores.length; id++) {
                // Of equals the difference may be no number: they may be infinite.
                weights[id] = scores[id] >= largest ? 0 : (scores[id] - largest) / temperature;
            }
            Exponential.of(weights, scratch);
        }
        for (int id = 0; id < weights.length; id++) {
            if (!allowed[id] || Double.isNaN(weights[id])) {
                weights[id] = 0;
            }
        }
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
        if (!isSorted) {
            for (int id = 0; id < weights.length; id++) {
                scratch[id] = -weights[id];
            }
            sort(scratch, byWeight);
            isSorted = true;
        }
        return byWeight;
    }

    /** Returns all ids by rising number, the lowest of equals first; what is no number stands last. @param by numbers of all ids */
    int[] sorted(double[] by) {
        int[] order = new int[by.length];
        sort(by, order);
        return order;
    }

    /** By all but the lowest bits of the numbers, in place of which ids stand, and then in their neighbourhood by the whole numbers. */
    private void sort(double[] by, int[] order) {
        for (int id = 0; id < by.length; id++) {
            long bits = Double.doubleToLongBits(by[id]);
            // In the order of the numbers, those below 0 backwards.
            long rising = bits ^ (bits >> Long.SIZE - 1 & Long.MAX_VALUE);
            keys[id] = rising & ~ID | id;
        }
        Arrays.sort(keys);
        for (int i = 0; i < order.length; i++) {
            int id = (int) keys[i] & ID;
            int at = i;
            for (; at > 0 && isBefore(by, id, order[at - 1]); at--) {
                order[at] = order[at - 1];
            }
            order[at] = id;
        }
    }

    private static boolean isBefore(double[] by, int id, int other) {
        int order = Double.compare(by[id], by[other]);
        return order < 0 || order == 0 && id < other;
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
