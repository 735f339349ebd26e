package io.inkstream.kernels;

import java.util.Arrays;

/** In plain Java, for any JVM. */
public final class ScalarKernels implements Kernels {

    /** Elements whose four arrays fit into the first caches. */
    private static final int PIECE = 2048;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void addProduct(Block left, Block right, Block into, int rows, int inner, int columns) {
        ScalarProduct.add(left, right, into, rows, inner, columns);
    }

    @Override
    public void cell(
            float[] gates,
            int gatesAt,
            float[] before,
            int beforeAt,
            float[] after,
            int afterAt,
            float[] squashed,
            int squashedAt,
            float[] output,
            int outputAt,
            int nodes) {
        int f = gatesAt + nodes;
        int u = f + nodes;
        int o = u + nodes;
        for (int n = 0; n < nodes; n++) {
            float input = Functions.sigmoid(gates[gatesAt + n]);
            float forget = Functions.sigmoid(gates[f + n]);
            float update = Functions.tanh(gates[u + n]);
            float open = Functions.sigmoid(gates[o + n]);
            float cell = forget * before[beforeAt + n] + input * update;
            float tanh = Functions.tanh(cell);
            gates[gatesAt + n] = input;
            gates[f + n] = forget;
            gates[u + n] = update;
            gates[o + n] = open;
            after[afterAt + n] = cell;
            squashed[squashedAt + n] = tanh;
            output[outputAt + n] = open * tanh;
        }
    }

    @Override
    public void cellErrors(
            float[] gates,
            int gatesAt,
            float[] before,
            int beforeAt,
            float[] squashed,
            int squashedAt,
            float[] byOutput,
            int byOutputAt,
            float[] byCell,
            int byCellAt,
            int nodes) {
        cellErrors(
                gates,
                gatesAt,
                before,
                beforeAt,
                squashed,
                squashedAt,
                byOutput,
                byOutputAt,
                byCell,
                byCellAt,
                nodes,
                0);
    }

    /** From a node on. */
    static void cellErrors(
            float[] gates,
            int gatesAt,
            float[] before,
            int beforeAt,
            float[] squashed,
            int squashedAt,
            float[] byOutput,
            int byOutputAt,
            float[] byCell,
            int byCellAt,
            int nodes,
            int from) {
        int f = gatesAt + nodes;
        int u = f + nodes;
        int o = u + nodes;
        for (int n = from; n < nodes; n++) {
            float input = gates[gatesAt + n];
            float forget = gates[f + n];
            float update = gates[u + n];
            float open = gates[o + n];
            float tanh = squashed[squashedAt + n];
            float output = byOutput[byOutputAt + n];
            float cell = byCell[byCellAt + n] + output * open * (1 - tanh * tanh);
            gates[o + n] = output * tanh * open * (1 - open);
            gates[u + n] = cell * input * (1 - update * update);
            gates[gatesAt + n] = cell * update * input * (1 - input);
            gates[f + n] = cell * before[beforeAt + n] * forget * (1 - forget);
            byCell[byCellAt + n] = cell * forget;
        }
    }

    @Override
    public void softmaxColumns(
            float[] x, int rows, int stride, int from, int to, float factor, float[] largest, float[] sums) {
        softmax(x, rows, stride, from, to, factor, largest, sums);
    }

    static void softmax(
            float[] x, int rows, int stride, int from, int to, float factor, float[] largest, float[] sums) {
        Arrays.fill(largest, from, to, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, from, to, 0);
        for (int row = 0; row < rows; row++) {
            for (int i = from; i < to; i++) {
                largest[i] = Math.max(largest[i], x[row * stride + i]);
            }
        }
        for (int row = 0; row < rows; row++) {
            for (int i = from; i < to; i++) {
                float exponential = Functions.exp(x[row * stride + i] - largest[i]);
                x[row * stride + i] = exponential;
                sums[i] += exponential;
            }
        }
        for (int i = from; i < to; i++) {
            float share = factor / sums[i];
            for (int at = i, end = i + rows * stride; at < end; at += stride) {
                x[at] *= share;
            }
        }
    }

    @Override
    public double sumOfSquares(float[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            a += (double) x[i] * x[i];
            b += (double) x[i + 1] * x[i + 1];
            c += (double) x[i + 2] * x[i + 2];
            d += (double) x[i + 3] * x[i + 3];
        }
        for (; i < x.length; i++) {
            a += (double) x[i] * x[i];
        }
        return a + b + (c + d);
    }

    @Override
    public void adam(
            float[] weights, float[] mean, float[] square, float[] gradients, int from, int to, AdamStep step) {
        adam(weights, mean, square, gradients, step, from, to);
    }

    /** A loop for each result, piece by piece, since C2 makes vector instructions of such. */
    static void adam(
            float[] weights, float[] mean, float[] square, float[] gradients, AdamStep step, int from, int to) {
        for (int begin = from; begin < to; begin += PIECE) {
            int end = Math.min(to, begin + PIECE);
            means(mean, gradients, step.scale(), step.keepMean(), step.addMean(), begin, end);
            squares(square, gradients, step.scale(), step.keepSquare(), step.addSquare(), begin, end);
            weights(weights, mean, square, step.keep(), step.rate(), step.unbias(), step.epsilon(), begin, end);
        }
    }

    private static void means(float[] m, float[] gradients, float scale, float keep, float add, int from, int to) {
        for (int i = from; i < to; i++) {
            m[i] = keep * m[i] + add * (gradients[i] * scale);
        }
    }

    private static void squares(float[] v, float[] gradients, float scale, float keep, float add, int from, int to) {
        for (int i = from; i < to; i++) {
            v[i] = keep * v[i] + add * (gradients[i] * scale) * (gradients[i] * scale);
        }
    }

    private static void weights(
            float[] w, float[] m, float[] v, float keep, float rate, float unbias, float epsilon, int from, int to) {
        for (int i = from; i < to; i++) {
            w[i] = keep * w[i] - rate * m[i] / ((float) Math.sqrt(v[i] * unbias) + epsilon);
        }
    }
}
