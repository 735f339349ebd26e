package io.inkstream.lstm;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;

/** From the logits of some lanes to the loss and to what the loss makes of them. */
final class CrossEntropy {

    private static final double PRODUCT_END = 1e200;

    private final int vocabulary;
    private final int first;
    private final int lanes;
    private final float[][] logits; // [vocabulary][steps*lanes]
    private final float[] whole; // [vocabulary*steps*lanes], as they lie outside the heap
    private final float[] largest; // [steps*lanes]
    private final float[] sums; // [steps*lanes]
    private final float[] halves; // [steps*lanes], scratch
    private final float[] more; // [vocabulary], scratch

    final float[] byBiases; // [vocabulary], gradients

    /**
     * @param first lane
     * @param rows steps × lanes at most
     */
    CrossEntropy(int vocabulary, int first, int lanes, int rows) {
        this.vocabulary = vocabulary;
        this.first = first;
        this.lanes = lanes;
        logits = new float[vocabulary][rows];
        whole = new float[Math.multiplyExact(vocabulary, rows)];
        largest = new float[rows];
        sums = new float[rows];
        halves = new float[rows];
        more = new float[vocabulary];
        byBiases = new float[vocabulary];
    }

    /**
     * Leaves (softmax - one-hot) / rows in the place of the logits.
     *
     * @param allLogits without biases, {@code [vocabulary][steps*lanes]}
     * @param contexts what is added to the logits and given the errors, if there is such a table
     * @param state before the step
     * @param rows over which the loss is a mean, of all lanes of the batch
     * @param surprises overwritten in the columns of these lanes; null: not wanted
     * @return the sum of the losses, in nats
     */
    double run(
            FloatPointer allLogits,
            float[] biases,
            Optional<ContextTable> contexts,
            State state,
            int[][] batches,
            int rows,
            float[][] surprises) {
        int count = (batches.length - 1) * lanes;
        Arrays.fill(largest, 0, count, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0, count, 0);
        allLogits.get(whole, 0, vocabulary * count);
        for (int id = 0; id < vocabulary; id++) {
            System.arraycopy(whole, id * count, logits[id], 0, count);
            Activations.add(logits[id], biases[id], count);
        }
        contexts.ifPresent(table -> add(table, state, batches));
        for (int id = 0; id < vocabulary; id++) {
            Activations.largest(logits[id], largest, count);
        }
        double surprise = 0;
        for (int i = 0; i < count; i++) {
            surprise += largest[i] - logits[target(batches, i)][i];
        }
        if (surprises != null) {
            for (int i = 0; i < count; i++) {
                surprises[i / lanes][first + i % lanes] = largest[i] - logits[target(batches, i)][i];
            }
        }
        for (int id = 0; id < vocabulary; id++) {
            Activations.exp(logits[id], largest, halves, count);
            Activations.add(logits[id], sums, count);
        }
        if (surprises != null) {
            for (int i = 0; i < count; i++) {
                surprises[i / lanes][first + i % lanes] += (float) StrictMath.log(sums[i]);
            }
        }
        double loss = surprise + sumOfLogarithms(count);
        Activations.inverse(1f / rows, sums, halves, count);
        for (int id = 0; id < vocabulary; id++) {
            Activations.multiply(logits[id], halves, logits[id], count);
        }
        for (int i = 0; i < count; i++) {
            logits[target(batches, i)][i] -= 1f / rows;
        }
        contexts.ifPresent(table -> tell(table, state, batches, rows));
        for (int id = 0; id < vocabulary; id++) {
            System.arraycopy(logits[id], 0, whole, id * count, count);
            byBiases[id] = sum(logits[id], count);
        }
        allLogits.put(whole, 0, vocabulary * count);
        return loss;
    }

    private void add(ContextTable contexts, State state, int[][] batches) {
        for (int lane = 0; lane < lanes; lane++) {
            long recent = state.recent(first + lane);
            for (int t = 0; t + 1 < batches.length; t++) {
                recent = State.after(recent, batches[t][first + lane]);
                Arrays.fill(more, 0);
                contexts.addTo(recent, more);
                for (int id = 0; id < vocabulary; id++) {
                    logits[id][t * lanes + lane] += more[id];
                }
            }
        }
    }

    /** Each character's errors, which are in its loss and not, as the logits', in the mean. */
    private void tell(ContextTable contexts, State state, int[][] batches, int rows) {
        for (int lane = 0; lane < lanes; lane++) {
            long recent = state.recent(first + lane);
            for (int t = 0; t + 1 < batches.length; t++) {
                recent = State.after(recent, batches[t][first + lane]);
                float[] errors = contexts.errors(t * state.batch() + first + lane, recent);
                for (int id = 0; id < vocabulary; id++) {
                    errors[id] = logits[id][t * lanes + lane] * rows;
                }
            }
        }
    }

    private int target(int[][] batches, int row) {
        return batches[row / lanes + 1][first + row % lanes];
    }

    /** A logarithm of many factors at once. A sum lies between 1 and the vocabulary's size, so the product stays finite. */
    private double sumOfLogarithms(int count) {
        double logarithms = 0;
        double product = 1;
        for (int i = 0; i < count; i++) {
            product *= sums[i];
            if (!(product < PRODUCT_END)) {
                logarithms += StrictMath.log(product);
                product = 1;
            }
        }
        return logarithms + StrictMath.log(product);
    }

    /** In four interleaved sums, so that an addition need not wait for the one before. */
    private static float sum(float[] x, int count) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < count; i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }
}
