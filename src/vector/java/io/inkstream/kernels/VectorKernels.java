package io.inkstream.kernels;

import static io.inkstream.kernels.VectorFunctions.exp;
import static io.inkstream.kernels.VectorFunctions.load;
import static io.inkstream.kernels.VectorFunctions.oneMinus;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * With the explicit vectors of {@code jdk.incubator.vector}, as wide as the processor has them. An element goes through the operations of
 * {@link ScalarKernels}, which also does those that do not fill a vector.
 */
public final class VectorKernels implements Kernels {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int L = SPECIES.length();
    /** Elements that are looked at together: a multiple of any vector's length. */
    private static final int BLOCK = 64;

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public void addProduct(Block left, Block right, Block into, int rows, int inner, int columns) {
        VectorProduct.add(left, right, into, rows, inner, columns);
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
        // A method for each loop: into one that has them all C2 stops to inline, and vectors become objects.
        sigmoid(gates, gatesAt, 2 * nodes);
        tanh(gates, u, gates, u, nodes);
        sigmoid(gates, o, nodes);
        carry(gates, gatesAt, before, beforeAt, after, afterAt, nodes);
        tanh(after, afterAt, squashed, squashedAt, nodes);
        multiply(gates, o, squashed, squashedAt, output, outputAt, nodes);
    }

    private static void carry(
            float[] gates, int gatesAt, float[] before, int beforeAt, float[] after, int afterAt, int nodes) {
        int f = gatesAt + nodes;
        int u = f + nodes;
        int n = 0;
        for (; n + L <= nodes; n += L) {
            var kept = load(gates, f + n).mul(load(before, beforeAt + n));
            kept.add(load(gates, gatesAt + n).mul(load(gates, u + n))).intoArray(after, afterAt + n);
        }
        for (; n < nodes; n++) {
            after[afterAt + n] = gates[f + n] * before[beforeAt + n] + gates[gatesAt + n] * gates[u + n];
        }
    }

    private static void multiply(float[] x, int xAt, float[] y, int yAt, float[] into, int intoAt, int count) {
        int i = 0;
        for (; i + L <= count; i += L) {
            load(x, xAt + i).mul(load(y, yAt + i)).intoArray(into, intoAt + i);
        }
        for (; i < count; i++) {
            into[intoAt + i] = x[xAt + i] * y[yAt + i];
        }
    }

    private static void sigmoid(float[] x, int at, int count) {
        int i = 0;
        for (; i + L <= count; i += L) {
            var half = load(x, at + i).mul(0.5f);
            VectorFunctions.tanh(half).mul(0.5f).add(0.5f).intoArray(x, at + i);
        }
        for (; i < count; i++) {
            x[at + i] = Functions.sigmoid(x[at + i]);
        }
    }

    private static void tanh(float[] x, int at, float[] into, int intoAt, int count) {
        int i = 0;
        for (; i + L <= count; i += L) {
            VectorFunctions.tanh(load(x, at + i)).intoArray(into, intoAt + i);
        }
        for (; i < count; i++) {
            into[intoAt + i] = Functions.tanh(x[at + i]);
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
        int f = gatesAt + nodes;
        int u = f + nodes;
        int o = u + nodes;
        int n = 0;
        for (; n + L <= nodes; n += L) {
            var input = load(gates, gatesAt + n);
            var forget = load(gates, f + n);
            var update = load(gates, u + n);
            var open = load(gates, o + n);
            var tanh = load(squashed, squashedAt + n);
            var output = load(byOutput, byOutputAt + n);
            var cell = load(byCell, byCellAt + n).add(output.mul(open).mul(oneMinus(tanh.mul(tanh))));
            output.mul(tanh).mul(open).mul(oneMinus(open)).intoArray(gates, o + n);
            cell.mul(input).mul(oneMinus(update.mul(update))).intoArray(gates, u + n);
            cell.mul(update).mul(input).mul(oneMinus(input)).intoArray(gates, gatesAt + n);
            cell.mul(load(before, beforeAt + n))
                    .mul(forget)
                    .mul(oneMinus(forget))
                    .intoArray(gates, f + n);
            cell.mul(forget).intoArray(byCell, byCellAt + n);
        }
        ScalarKernels.cellErrors(
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
                n);
    }

    @Override
    public void softmaxColumns(
            float[] x, int rows, int stride, int from, int to, float factor, float[] largest, float[] sums) {
        int i = from;
        for (; i + L <= to; i += L) {
            var most = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int row = 0, at = i; row < rows; row++, at += stride) {
                most = most.max(load(x, at));
            }
            var sum = FloatVector.zero(SPECIES);
            for (int row = 0, at = i; row < rows; row++, at += stride) {
                var exponential = exp(load(x, at).sub(most));
                exponential.intoArray(x, at);
                sum = sum.add(exponential);
            }
            most.intoArray(largest, i);
            sum.intoArray(sums, i);
            var share = FloatVector.broadcast(SPECIES, factor).div(sum);
            for (int row = 0, at = i; row < rows; row++, at += stride) {
                load(x, at).mul(share).intoArray(x, at);
            }
        }
        ScalarKernels.softmax(x, rows, stride, i, to, factor, largest, sums);
    }

    /** The rows of characters that did not come are zero in a gradient: what adds nothing is passed over. */
    @Override
    public double sumOfSquares(float[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + BLOCK <= x.length; i += BLOCK) {
            if (isZero(x, i)) {
                continue;
            }
            for (int j = i; j < i + BLOCK; j += 4) {
                a += (double) x[j] * x[j];
                b += (double) x[j + 1] * x[j + 1];
                c += (double) x[j + 2] * x[j + 2];
                d += (double) x[j + 3] * x[j + 3];
            }
        }
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

    private static boolean isZero(float[] x, int at) {
        for (int i = at; i < at + BLOCK; i += L) {
            if (!load(x, i).eq(0).allTrue()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void adam(
            float[] weights, float[] mean, float[] square, float[] gradients, int from, int to, AdamStep step) {
        int i = from;
        for (; i + L <= to; i += L) {
            var g = load(gradients, i).mul(step.scale());
            var m = load(mean, i).mul(step.keepMean()).add(g.mul(step.addMean()));
            var v = load(square, i)
                    .mul(step.keepSquare())
                    .add(g.mul(step.addSquare()).mul(g));
            m.intoArray(mean, i);
            v.intoArray(square, i);
            var root = v.mul(step.unbias()).lanewise(VectorOperators.SQRT).add(step.epsilon());
            load(weights, i).mul(step.keep()).sub(m.mul(step.rate()).div(root)).intoArray(weights, i);
        }
        ScalarKernels.adam(weights, mean, square, gradients, step, i, to);
    }
}
