package io.inkstream.engine;

import io.inkstream.model.Matrix;

/** Probabilities of one row of logits in double, the same bits on every machine ({@link Exponential}, {@link StrictMath}). */
public final class Softmax {

    private final float[] logits;
    private final double largest;
    /** Of each logit less the largest, whose own is 1. */
    private final double[] exponentials;

    private final double sum;
    private final double logSum;

    private Softmax(float[] logits) {
        this.logits = logits;
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        largest = most;
        exponentials = new double[logits.length];
        for (int id = 0; id < logits.length; id++) {
            exponentials[id] = logits[id] - largest;
        }
        Exponential.of(exponentials);
        double added = 0;
        for (double exponential : exponentials) {
            added += exponential;
        }
        sum = added;
        logSum = StrictMath.log(sum);
    }

    /** @param logits {@code [vocabulary]}, not copied */
    public static Softmax of(float[] logits) {
        return new Softmax(logits);
    }

    /**
     * Returns the negative logarithm of the softmax of one id, in nats.
     *
     * @param logits {@code [batch][vocabulary]}
     * @param lane row of the logits
     */
    public static double surprise(Matrix logits, int lane, int id) {
        return of(logits.row(lane)).surprise(id);
    }

    /** Returns the negative logarithm of an id's probability, in nats. */
    public double surprise(int id) {
        return logSum - (logits[id] - largest);
    }

    /** Returns the logarithm of an id's probability, in nats. */
    public double logprob(int id) {
        return logits[id] - largest - logSum;
    }

    /** Returns what an id drawn from the distribution costs in the mean, in nats. */
    public double entropy() {
        double weighted = 0;
        for (int id = 0; id < logits.length; id++) {
            // An exponential of 0 is not to be multiplied with a logit of minus infinity.
            weighted += exponentials[id] == 0 ? 0 : exponentials[id] * (logits[id] - largest);
        }
        return logSum - weighted / sum;
    }

    /** Returns an id's probability. */
    float probability(int id) {
        return (float) (exponentials[id] / sum);
    }

    public float[] logits() {
        return logits;
    }

    public double largest() {
        return largest;
    }

    /** Returns a copy of the exponentials of all logits less the largest. */
    public double[] exponentials() {
        return exponentials.clone();
    }
}
