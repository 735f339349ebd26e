package io.inkstream.mixture;

import io.inkstream.mixture.math.FloatMath;

/** From logits to probabilities. */
final class Softmax {

    private Softmax() {}

    /**
     * @param logits the first {@code count} become logarithms of probabilities; with room for whole vectors, as the other
     * @param probabilities overwritten
     */
    static void of(float[] logits, float[] probabilities, int count) {
        float most = logits[0];
        for (int i = 1; i < count; i++) {
            most = Math.max(most, logits[i]);
        }
        Arithmetic.BEST.exp(logits, most, probabilities, count);
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += probabilities[i];
        }
        float log = FloatMath.log(sum) + most;
        float inverse = 1 / sum;
        for (int i = 0; i < count; i++) {
            probabilities[i] *= inverse;
            logits[i] -= log;
        }
    }
}
