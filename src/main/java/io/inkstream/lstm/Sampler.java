package io.inkstream.lstm;

import io.inkstream.text.Continuation;

/** How the next character is drawn. Immutable; shared by threads as it is. */
@FunctionalInterface
public interface Sampler {

    /**
     * Draws an id.
     *
     * @param logits {@code [vocabulary]}; one that is not a number is never drawn while another may be
     * @param continuation only ids it allows are drawn; not moved on
     * @param uniform the random number of this draw, in [0, 1)
     * @throws IllegalArgumentException if the continuation allows none of the ids
     */
    int draw(float[] logits, Continuation continuation, double uniform);

    /**
     * Returns a sampler from the softmax of the logits divided by a temperature, over what is allowed: the inverse of the
     * cumulative distribution in the order of ids, in double. 0 takes the likeliest id, the lowest of equals.
     *
     * @throws IllegalArgumentException if the temperature is negative or no finite number
     */
    static Sampler at(double temperature) {
        if (!(temperature >= 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException("temperature must be 0 or a number above it: " + temperature);
        }
        return temperature == 0
                ? (logits, continuation, uniform) -> likeliest(logits, continuation)
                : (logits, continuation, uniform) -> draw(logits, continuation, uniform, temperature);
    }

    private static int likeliest(float[] logits, Continuation continuation) {
        int best = -1;
        for (int id = 0; id < logits.length; id++) {
            if (continuation.allows(id) && (best < 0 || logits[id] > logits[best] || Float.isNaN(logits[best]))) {
                best = id;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("a continuation must allow at least 1 of " + logits.length + " ids: 0");
        }
        return best;
    }

    private static int draw(float[] logits, Continuation continuation, double uniform, double temperature) {
        int best = likeliest(logits, continuation);
        var weights = new double[logits.length];
        double sum = 0;
        for (int id = 0; id < logits.length; id++) {
            if (continuation.allows(id)) {
                weights[id] = weight(logits[id], logits[best], temperature);
                sum += weights[id];
            }
        }
        double left = uniform * sum;
        int last = best;
        for (int id = 0; id < logits.length; id++) {
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

    private static double weight(float logit, float largest, double temperature) {
        if (logit == largest) {
            return 1;
        }
        double weight = StrictMath.exp(((double) logit - largest) / temperature);
        return Double.isNaN(weight) ? 0 : weight;
    }
}
