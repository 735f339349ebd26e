package io.inkstream.kernels;

import java.util.ServiceLoader;

/**
 * The arithmetic that the network is made of. Every element of a result comes from single operations of IEEE 754 in an order that is
 * written here, whatever is computed beside it: all providers give the same bits, on every processor. Stateless: threads share one.
 */
public interface Kernels {

    /** The module that a provider with explicit vectors needs. */
    String VECTORS = "jdk.incubator.vector";

    /**
     * Returns the fastest provider that this JVM can run: with explicit vectors where it was started with {@code --add-modules
     * jdk.incubator.vector}, else the one in plain Java.
     */
    static Kernels best() {
        return Best.KERNELS;
    }

    /** Found once: which it is does not change while a JVM runs. */
    final class Best {
        private static final Kernels KERNELS =
                ModuleLayer.boot().findModule(VECTORS).isPresent()
                        ? ServiceLoader.load(Kernels.class).findFirst().orElseGet(ScalarKernels::new)
                        : new ScalarKernels();

        private Best() {}
    }

    /** What it is called in a benchmark's table. */
    String name();

    /**
     * into += left × right. Each element is one chain of fused multiply-adds, in the order of the inner dimension.
     *
     * @param left {@code [rows][inner]}, of any strides
     * @param right {@code [inner][columns]}, its columns side by side
     * @param into {@code [rows][columns]}, its columns side by side
     */
    void addProduct(Block left, Block right, Block into, int rows, int inner, int columns);

    /**
     * One character through the cells of one lane of a layer: LSTM without peepholes (Hochreiter and Schmidhuber 1997, with the forget gate
     * of Gers et al. 2000). Gates i, f and o become sigmoid, u tanh; {@code after = f · before + i · u}; {@code output = o · tanh(after)}.
     *
     * @param gates {@code [4*nodes]} from {@code gatesAt} on, what enters i f u o; afterwards activated
     * @param before {@code [nodes]}, the cell before
     * @param after {@code [nodes]}, overwritten; may be where before is
     * @param squashed {@code [nodes]}, overwritten with tanh of the cell after
     * @param output {@code [nodes]}, overwritten
     */
    void cell(
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
            int nodes);

    /**
     * The way back through {@link #cell}.
     *
     * @param gates activated; afterwards the loss by what enters them
     * @param before the cell before
     * @param squashed tanh of the cell after
     * @param byOutput loss by the output
     * @param byCell loss by the cell after; afterwards by the cell before
     */
    void cellErrors(
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
            int nodes);

    /**
     * The soft-max of columns, times a factor: {@code x = exp(x - largest) · (factor / sum)}. Sums are in the order of rows.
     *
     * @param x {@code [rows][stride]}
     * @param largest overwritten from {@code from} to {@code to} with the largest of each column
     * @param sums likewise with the sum of the exponentials
     */
    void softmaxColumns(float[] x, int rows, int stride, int from, int to, float factor, float[] largest, float[] sums);

    /**
     * Returns the sum of squares in double: in four interleaved sums, so that an addition need not wait for the one before, a + b + (c + d)
     * at the end.
     */
    double sumOfSquares(float[] x);

    /**
     * Adam with bias correction and decoupled weight decay (Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2), for
     * elements {@code from} to {@code to - 1}.
     */
    void adam(float[] weights, float[] mean, float[] square, float[] gradients, int from, int to, AdamStep step);

    /**
     * The numbers of one step of {@link #adam}.
     *
     * @param scale what gradients are multiplied with before: the clipping
     * @param rate learning rate, divided by 1 - β₁ᵗ
     * @param unbias 1 / (1 - β₂ᵗ)
     * @param keep what weights are multiplied with: 1 - decay × learning rate
     * @param keepMean β₁
     * @param addMean 1 - β₁
     * @param keepSquare β₂
     * @param addSquare 1 - β₂
     * @param epsilon ε
     */
    record AdamStep(
            float scale,
            float rate,
            float unbias,
            float keep,
            float keepMean,
            float addMean,
            float keepSquare,
            float addSquare,
            float epsilon) {}
}
