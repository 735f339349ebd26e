package io.inkstream.lstm;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Probabilities of logits in double, with {@link StrictMath} so that they are the same bits on every machine. */
public final class Softmax {

    private Softmax() {}

    /**
     * Returns the negative logarithm of the softmax of one id, in nats.
     *
     * @param logits {@code [batch][vocabulary]}
     * @param lane row of the logits
     */
    public static double surprise(INDArray logits, int lane, int id) {
        return surprise(Tensors.row(logits, lane), id);
    }

    /**
     * Returns the negative logarithm of the softmax of one id, in nats.
     *
     * @param logits {@code [vocabulary]}
     */
    static double surprise(float[] logits, int id) {
        double largest = largest(logits);
        return logSum(logits, largest) - (logits[id] - largest);
    }

    /** Returns the largest logit. */
    static double largest(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        return largest;
    }

    /** Returns the logarithm of the sum of the exponentials of all logits less the largest. */
    static double logSum(float[] logits, double largest) {
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(logit - largest);
        }
        return StrictMath.log(sum);
    }
}
