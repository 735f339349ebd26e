package io.inkstream.lstm;

import io.inkstream.text.Continuation;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Draws characters as a {@link Sampling} says: in double precision, with {@link Exponential}, by the inverse of the cumulative
 * distribution in the order of ids. Immutable; shared by threads as it is.
 */
public final class Sampler {

    private final Sampling sampling;

    public Sampler(Sampling sampling) {
        this.sampling = sampling;
    }

    /** Returns a sampler from the softmax at this temperature. */
    public static Sampler at(double temperature) {
        return new Sampler(Sampling.at(temperature));
    }

    /**
     * Draws an id.
     *
     * @param softmax of the logits; one that is not a number is never drawn while another may be
     * @param continuation only ids it allows are drawn; not moved on
     * @param recent what was read and written last
     * @param uniform the random number of this draw, in [0, 1)
     * @throws IllegalArgumentException if the continuation allows none of the ids
     */
    int draw(Softmax softmax, Continuation continuation, Recent recent, double uniform) {
        double[] scores = penalized(softmax.logits(), recent);
        int best = likeliest(scores, continuation);
        if (sampling.temperature() == 0) {
            return best;
        }
        // At temperature 1 they are there already, unless a penalty moved a logit or the likeliest is not allowed.
        boolean known = sampling.temperature() == 1
                && sampling.repetitionPenalty() == 1
                && scores[best] == softmax.largest()
                && Double.isFinite(softmax.largest());
        var weights = known ? softmax.exponentials() : exponentials(scores, scores[best]);
        for (int id = 0; id < weights.length; id++) {
            if (Double.isNaN(weights[id]) || !continuation.allows(id)) {
                weights[id] = 0;
            }
        }
        keepLikely(weights);
        return draw(weights, best, uniform);
    }

    private double[] penalized(float[] logits, Recent recent) {
        var scores = new double[logits.length];
        for (int id = 0; id < logits.length; id++) {
            scores[id] = logits[id];
        }
        if (sampling.repetitionPenalty() != 1) {
            IntStream.range(0, Math.min(recent.size(), sampling.repetitionWindow()))
                    .map(recent::back)
                    .distinct()
                    .forEach(id -> scores[id] = scores[id] > 0
                            ? scores[id] / sampling.repetitionPenalty()
                            : scores[id] * sampling.repetitionPenalty());
        }
        return scores;
    }

    private static int likeliest(double[] scores, Continuation continuation) {
        int best = -1;
        for (int id = 0; id < scores.length; id++) {
            if (continuation.allows(id) && (best < 0 || scores[id] > scores[best] || Double.isNaN(scores[best]))) {
                best = id;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("a continuation must allow at least 1 of " + scores.length + " ids: 0");
        }
        return best;
    }

    /** The softmax's numerators; that of the likeliest is 1. What is not allowed may be likelier, but is not drawn. */
    private double[] exponentials(double[] scores, double largest) {
        var exponentials = new double[scores.length];
        for (int id = 0; id < scores.length; id++) {
            // Of equals the difference may be no number: they may be infinite.
            exponentials[id] = scores[id] >= largest ? 0 : (scores[id] - largest) / sampling.temperature();
        }
        Exponential.of(exponentials);
        return exponentials;
    }

    /** Sets the weights that min-p, top-k or top-p cut off to 0. */
    private void keepLikely(double[] weights) {
        if (sampling.minP() > 0) {
            for (int id = 0; id < weights.length; id++) {
                weights[id] = weights[id] < sampling.minP() ? 0 : weights[id];
            }
        }
        if (sampling.topK() == 0 && sampling.topP() == 1) {
            return;
        }
        int[] byWeight = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -weights[id]).thenComparing(id -> id))
                .mapToInt(id -> id)
                .toArray();
        int kept = sampling.topK() == 0 ? weights.length : Math.min(sampling.topK(), weights.length);
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += weights[byWeight[i]];
        }
        double wanted = sampling.topP() * sum;
        double reached = 0;
        for (int i = 0; i < weights.length; i++) {
            if (i >= kept || (i > 0 && reached >= wanted)) {
                weights[byWeight[i]] = 0;
            } else {
                reached += weights[byWeight[i]];
            }
        }
    }

    private static int draw(double[] weights, int best, double uniform) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = uniform * sum;
        int last = best;
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
