package io.inkstream.engine;

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
        product(left, right, into, rows, inner, columns);
    }

    /** Sums stay in registers: of four rows and two columns, as many as hide how long a multiply-add takes. */
    static void product(Block left, Block right, Block into, int rows, int inner, int columns) {
        int row = 0;
        for (; row + 3 < rows; row += 4) {
            int column = 0;
            for (; column + 1 < columns; column += 2) {
                addFourByTwo(left.from(row, 0), right.from(0, column), into.from(row, column), inner);
            }
            for (int rest = row; column < columns && rest < row + 4; rest++) {
                addOne(left.from(rest, 0), right.from(0, column), into.from(rest, column), inner);
            }
        }
        for (; row < rows; row++) {
            int column = 0;
            for (; column + 7 < columns; column += 8) {
                addOneByEight(left.from(row, 0), right.from(0, column), into.from(row, column), inner);
            }
            for (; column < columns; column++) {
                addOne(left.from(row, 0), right.from(0, column), into.from(row, column), inner);
            }
        }
    }

    private static void addFourByTwo(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        int r1 = left.rowStride();
        int r2 = 2 * r1;
        int r3 = 3 * r1;
        float[] b = right.elements();
        float[] c = into.elements();
        int c0 = into.at();
        int c1 = c0 + into.rowStride();
        int c2 = c1 + into.rowStride();
        int c3 = c2 + into.rowStride();
        float s00 = c[c0];
        float s01 = c[c0 + 1];
        float s10 = c[c1];
        float s11 = c[c1 + 1];
        float s20 = c[c2];
        float s21 = c[c2 + 1];
        float s30 = c[c3];
        float s31 = c[c3 + 1];
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            float y0 = b[from];
            float y1 = b[from + 1];
            float x = a[at];
            s00 = Math.fma(x, y0, s00);
            s01 = Math.fma(x, y1, s01);
            x = a[at + r1];
            s10 = Math.fma(x, y0, s10);
            s11 = Math.fma(x, y1, s11);
            x = a[at + r2];
            s20 = Math.fma(x, y0, s20);
            s21 = Math.fma(x, y1, s21);
            x = a[at + r3];
            s30 = Math.fma(x, y0, s30);
            s31 = Math.fma(x, y1, s31);
            at += left.columnStride();
            from += right.rowStride();
        }
        c[c0] = s00;
        c[c0 + 1] = s01;
        c[c1] = s10;
        c[c1 + 1] = s11;
        c[c2] = s20;
        c[c2 + 1] = s21;
        c[c3] = s30;
        c[c3 + 1] = s31;
    }

    private static void addOneByEight(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        float[] b = right.elements();
        float[] c = into.elements();
        int to = into.at();
        float s0 = c[to];
        float s1 = c[to + 1];
        float s2 = c[to + 2];
        float s3 = c[to + 3];
        float s4 = c[to + 4];
        float s5 = c[to + 5];
        float s6 = c[to + 6];
        float s7 = c[to + 7];
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            float x = a[at];
            s0 = Math.fma(x, b[from], s0);
            s1 = Math.fma(x, b[from + 1], s1);
            s2 = Math.fma(x, b[from + 2], s2);
            s3 = Math.fma(x, b[from + 3], s3);
            s4 = Math.fma(x, b[from + 4], s4);
            s5 = Math.fma(x, b[from + 5], s5);
            s6 = Math.fma(x, b[from + 6], s6);
            s7 = Math.fma(x, b[from + 7], s7);
            at += left.columnStride();
            from += right.rowStride();
        }
        c[to] = s0;
        c[to + 1] = s1;
        c[to + 2] = s2;
        c[to + 3] = s3;
        c[to + 4] = s4;
        c[to + 5] = s5;
        c[to + 6] = s6;
        c[to + 7] = s7;
    }

    private static void addOne(Block left, Block right, Block into, int inner) {
        float sum = into.elements()[into.at()];
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            sum = Math.fma(left.elements()[at], right.elements()[from], sum);
            at += left.columnStride();
            from += right.rowStride();
        }
        into.elements()[into.at()] = sum;
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
