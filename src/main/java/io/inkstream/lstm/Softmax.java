package io.inkstream.lstm;

/** Probabilities of logits in double, with {@link StrictMath} so that they are the same bits on every machine. */
final class Softmax {

    private Softmax() {}

    /**
     * Returns the negative logarithm of the softmax of one id, in nats.
     *
     * @param logits {@code [vocabulary]}
     */
    static double surprise(float[] logits, int id) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(logit - largest);
        }
        return StrictMath.log(sum) - (logits[id] - largest);
    }
}
