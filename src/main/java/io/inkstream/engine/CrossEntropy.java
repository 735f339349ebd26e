package io.inkstream.engine;

import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;

/**
 * From the logits of a step to the loss and to what the loss makes of them. A column for each character, in the order of steps and in
 * them of lanes; before them as many as a step has stay unused, so that a column has the number that the outputs it comes from have.
 */
final class CrossEntropy {

    private static final double PRODUCT_END = 1e200;

    /** What an exponential costs, in copies of an element. */
    private static final long EXP_COST = 16;

    private final Kernels kernels;
    private final WorkerPool workers;
    private final int vocabulary;
    private final int batch;
    private final int stride; // (capacity+1)*batch
    private final float[] largest; // [columns]
    private final float[] came; // [columns], the logit of the character that came
    private final float[] sums; // [columns]

    final float[] logits; // [vocabulary][columns]; afterwards the loss by them
    final float[] byBiases; // [vocabulary], gradients

    /** @param steps at most */
    CrossEntropy(Kernels kernels, WorkerPool workers, int vocabulary, int batch, int steps) {
        this.kernels = kernels;
        this.workers = workers;
        this.vocabulary = vocabulary;
        this.batch = batch;
        stride = Math.multiplyExact(steps + 1, batch);
        logits = new float[Math.multiplyExact(vocabulary, stride)];
        largest = new float[stride];
        came = new float[stride];
        sums = new float[stride];
        byBiases = new float[vocabulary];
    }

    /**
     * Leaves (softmax - one-hot) / rows in the place of the logits.
     *
     * @param errors overwritten with the loss by the logits, {@code [steps*batch][vocabulary]}
     * @param surprises overwritten with the loss of each character, {@code [steps][batch]}; null: not wanted
     * @return the sum of the losses, in nats
     */
    double run(int[][] batches, float[] errors, float[][] surprises) {
        int steps = batches.length - 1;
        int parts = workers.partsOf(EXP_COST * vocabulary * steps * batch);
        workers.run(parts, part -> {
            int firstStep = steps * part / parts;
            int endStep = steps * (part + 1) / parts;
            normalize(batches, errors, firstStep, endStep);
        });
        workers.run(parts, part -> {
            for (int id = vocabulary * part / parts; id < vocabulary * (part + 1) / parts; id++) {
                byBiases[id] = sum(logits, id * stride + batch, id * stride + (steps + 1) * batch);
            }
        });
        if (surprises != null) {
            for (int t = 0; t < steps; t++) {
                for (int lane = 0; lane < batch; lane++) {
                    int at = (t + 1) * batch + lane;
                    surprises[t][lane] = largest[at] - came[at] + (float) StrictMath.log(sums[at]);
                }
            }
        }
        return loss(batch, (steps + 1) * batch);
    }

    /** Some steps, each column by itself. */
    private void normalize(int[][] batches, float[] errors, int firstStep, int endStep) {
        int from = (firstStep + 1) * batch;
        int to = (endStep + 1) * batch;
        int rows = (batches.length - 1) * batch;
        for (int i = from; i < to; i++) {
            came[i] = logits[target(batches, i) * stride + i];
        }
        kernels.softmaxColumns(logits, vocabulary, stride, from, to, 1f / rows, largest, sums);
        for (int i = from; i < to; i++) {
            logits[target(batches, i) * stride + i] -= 1f / rows;
        }
        Transposition.copy(logits, batch, stride, vocabulary, from - batch, to - batch, errors, 0, vocabulary);
    }

    /** The character that came after the column's; its step is one less than its block of columns. */
    private int target(int[][] batches, int column) {
        return batches[column / batch][column % batch];
    }

    /** A logarithm of many factors at once. A sum lies between 1 and the vocabulary's size, so the product stays finite. */
    private double loss(int from, int to) {
        double surprise = 0;
        double logarithms = 0;
        double product = 1;
        for (int i = from; i < to; i++) {
            surprise += largest[i] - came[i];
            product *= sums[i];
            if (!(product < PRODUCT_END)) {
                logarithms += StrictMath.log(product);
                product = 1;
            }
        }
        return surprise + (logarithms + StrictMath.log(product));
    }

    /** In four interleaved sums, so that an addition need not wait for the one before. */
    private static float sum(float[] x, int from, int to) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < to; i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }
}
