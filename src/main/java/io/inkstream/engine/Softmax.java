package io.inkstream.engine;

import io.inkstream.model.Matrix;

/**
 * Probabilities of one row of logits in double, the same bits on every machine ({@link Exponential}, {@link StrictMath}). May be made of one
 * row after the other; for one thread.
 */
public final class Softmax {

    private final float[] logits;
    private double largest;
    /** Of each logit less the largest, whose own is 1. */
    private final double[] exponentials;

    private final double[] scratch;
    private double sum;
    /** Not a number until somebody asks. */
    private double logSum;

    /** Of no logits yet. */
    Softmax(int vocabulary) {
        logits = new float[vocabulary];
        exponentials = new double[vocabulary];
        scratch = new double[vocabulary];
    }

    /** @param logits {@code [vocabulary]} */
    public static Softmax of(float[] logits) {
        return new Softmax(logits.length).take(logits, 0);
    }

    /** Becomes that of other logits. @param from where they begin */
    Softmax take(float[] elements, int from) {
        System.arraycopy(elements, from, logits, 0, logits.length);
        compute();
        return this;
    }

    /**
     * Raises some logits.
     *
     * @param ids each at most once
     * @param by as many
     * @param count how many of them
     */
    public void raise(int[] ids, float[] by, int count) {
        for (int i = 0; i < count; i++) {
            logits[ids[i]] += by[i];
        }
        if (count > 0) {
            compute();
        }
    }

    private void compute() {
        largest = most(logits);
        for (int id = 0; id < logits.length; id++) {
            exponentials[id] = logits[id] - largest;
        }
        Exponential.of(exponentials, scratch);
        double added = 0;
        for (double exponential : exponentials) {
            added += exponential;
        }
        sum = added;
        logSum = Double.NaN;
    }

    /** Four at once, none of which waits for another. */
    private static float most(float[] x) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            a = Math.max(a, x[i]);
            b = Math.max(b, x[i + 1]);
            c = Math.max(c, x[i + 2]);
            d = Math.max(d, x[i + 3]);
        }
        for (; i < x.length; i++) {
            a = Math.max(a, x[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
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
        return logSum() - (logits[id] - largest);
    }

    /** Returns the logarithm of an id's probability, in nats. */
    public double logprob(int id) {
        return logits[id] - largest - logSum();
    }

    private double logSum() {
        if (Double.isNaN(logSum)) {
            logSum = StrictMath.log(sum);
        }
        return logSum;
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
    public float probability(int id) {
        return (float) (exponentials[id] / sum);
    }

    /** Returns the logits; not copied. */
    public float[] logits() {
        return logits;
    }

    public double largest() {
        return largest;
    }

    /** Copies the exponentials of all logits less the largest. */
    public void exponentials(double[] into) {
        System.arraycopy(exponentials, 0, into, 0, exponentials.length);
    }
}
