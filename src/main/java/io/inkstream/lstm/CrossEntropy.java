package io.inkstream.lstm;

import io.inkstream.lstm.RowProduct.Range;
import java.util.Arrays;
import java.util.Optional;

/**
 * From the logits of a step to the loss and to what the loss makes of them. A column for each character, in the order of steps and in
 * them of lanes; before them as many as a step has stay unused, so that a column has the number that the outputs it comes from have.
 */
final class CrossEntropy {

    private static final double PRODUCT_END = 1e200;

    /** What an exponential costs, in copies of an element. */
    private static final long EXP_COST = 16;

    private final int vocabulary;
    private final int first;
    private final int batch;
    private final float[] largest; // [columns]
    private final float[] lost; // [columns], by how much less than the largest the logit of the character that came was
    private final float[] sums; // [columns]
    private final float[] halves; // [columns], scratch

    final float[][] logits; // [vocabulary and a spare][columns]
    final float[] byBiases; // [vocabulary], gradients

    /**
     * @param first lane
     * @param batch lanes that are the business of this one
     * @param steps at most
     */
    CrossEntropy(int vocabulary, int first, int batch, int steps) {
        this.vocabulary = vocabulary;
        this.first = first;
        this.batch = batch;
        int columns = Math.multiplyExact(steps + 1, batch);
        logits = WeightRows.rows(vocabulary, columns);
        largest = new float[columns];
        lost = new float[columns];
        sums = new float[columns];
        halves = new float[columns];
        byBiases = new float[vocabulary];
    }

    /** The columns of so many steps. */
    Range columns(int steps) {
        return new Range(batch, (steps + 1) * batch);
    }

    /**
     * Leaves (softmax - one-hot) / rows in the place of the logits.
     *
     * @param contexts what is added to the logits and given the errors, if there is such a table
     * @param state before the step
     * @param rows over which the loss is a mean, of all lanes there are
     * @param surprises overwritten with the loss of each character of these lanes; null: not wanted
     * @param crew whose threads share the columns; none of which depends on another
     * @return the sum of the losses, in nats
     */
    double run(
            Optional<ContextTable> contexts, State state, int[][] batches, int rows, float[][] surprises, Crew crew) {
        int steps = batches.length - 1;
        int parts = crew.partsOf(EXP_COST * vocabulary * steps * batch);
        crew.run(
                parts,
                part -> normalize(contexts, state, batches, rows, steps * part / parts, steps * (part + 1) / parts));
        crew.run(parts, part -> {
            for (int id = vocabulary * part / parts; id < vocabulary * (part + 1) / parts; id++) {
                byBiases[id] = sum(logits[id], columns(steps));
            }
        });
        if (surprises != null) {
            for (int t = 0; t < steps; t++) {
                for (int lane = 0; lane < batch; lane++) {
                    int at = (t + 1) * batch + lane;
                    surprises[t][first + lane] = lost[at] + (float) StrictMath.log(sums[at]);
                }
            }
        }
        return loss(columns(steps));
    }

    /** Some steps, each column by itself. */
    private void normalize(
            Optional<ContextTable> contexts, State state, int[][] batches, int rows, int firstStep, int endStep) {
        int from = (firstStep + 1) * batch;
        int to = (endStep + 1) * batch;
        contexts.ifPresent(table -> add(table, state, batches, firstStep, endStep));
        Arrays.fill(largest, from, to, Float.NEGATIVE_INFINITY);
        for (int id = 0; id < vocabulary; id++) {
            Activations.largest(logits[id], largest, from, to);
        }
        for (int i = from; i < to; i++) {
            lost[i] = largest[i] - logits[target(batches, i)][i];
        }
        Arrays.fill(sums, from, to, 0);
        for (int id = 0; id < vocabulary; id++) {
            Activations.exp(logits[id], largest, halves, from, to);
            Activations.add(logits[id], sums, from, to);
        }
        Activations.inverse(1f / rows, sums, halves, from, to);
        for (int id = 0; id < vocabulary; id++) {
            Activations.multiply(halves, logits[id], from, to);
        }
        for (int i = from; i < to; i++) {
            logits[target(batches, i)][i] -= 1f / rows;
        }
        contexts.ifPresent(table -> tell(table, state, batches, rows, firstStep, endStep));
    }

    private void add(ContextTable contexts, State state, int[][] batches, int firstStep, int endStep) {
        var more = new float[vocabulary];
        for (int lane = 0; lane < batch; lane++) {
            long recent = state.recent(first + lane);
            for (int t = 0; t < endStep; t++) {
                recent = State.after(recent, batches[t][first + lane]);
                if (t >= firstStep) {
                    Arrays.fill(more, 0);
                    contexts.addTo(recent, more);
                    for (int id = 0; id < vocabulary; id++) {
                        logits[id][(t + 1) * batch + lane] += more[id];
                    }
                }
            }
        }
    }

    /** Each character's errors, which are in its loss and not, as the logits', in the mean. */
    private void tell(ContextTable contexts, State state, int[][] batches, int rows, int firstStep, int endStep) {
        for (int lane = 0; lane < batch; lane++) {
            long recent = state.recent(first + lane);
            for (int t = 0; t < endStep; t++) {
                recent = State.after(recent, batches[t][first + lane]);
                if (t >= firstStep) {
                    float[] errors = contexts.errors(t * state.batch() + first + lane, recent);
                    for (int id = 0; id < vocabulary; id++) {
                        errors[id] = logits[id][(t + 1) * batch + lane] * rows;
                    }
                }
            }
        }
    }

    /** The character that came after the column's; its step is one less than its block of columns. */
    private int target(int[][] batches, int column) {
        return batches[column / batch][first + column % batch];
    }

    /** A logarithm of many factors at once. A sum lies between 1 and the vocabulary's size, so the product stays finite. */
    private double loss(Range columns) {
        double surprise = 0;
        double logarithms = 0;
        double product = 1;
        for (int i = columns.from(); i < columns.to(); i++) {
            surprise += lost[i];
            product *= sums[i];
            if (!(product < PRODUCT_END)) {
                logarithms += StrictMath.log(product);
                product = 1;
            }
        }
        return surprise + (logarithms + StrictMath.log(product));
    }

    /** In four interleaved sums, so that an addition need not wait for the one before. */
    private static float sum(float[] x, Range range) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = range.from();
        for (; i + 3 < range.to(); i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < range.to(); i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }
}
