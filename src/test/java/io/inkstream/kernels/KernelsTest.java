package io.inkstream.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The provider that this JVM takes, and the one in plain Java, element by element against what the interface says. */
final class KernelsTest {

    private static final Kernels SCALAR = new ScalarKernels();
    private static final Kernels BEST = Kernels.best();

    @Test
    void the_tests_run_with_explicit_vectors() {
        assertThat(BEST.name()).isEqualTo("vector");
    }

    @Property(tries = 400)
    void an_element_of_a_product_is_a_chain_of_fused_multiply_adds_whatever_is_beside_it(
            @ForAll @IntRange(min = 1, max = 11) int rows,
            @ForAll @IntRange(min = 1, max = 40) int inner,
            @ForAll @IntRange(min = 1, max = 210) int columns,
            @ForAll @IntRange(min = 0, max = 5) int spare,
            @ForAll boolean transposed,
            @ForAll long seed) {
        var random = new Random(seed);
        float[] left = numbers(rows * inner + spare, random);
        float[] right = numbers((columns + spare) * inner + spare, random);
        float[] before = numbers((columns + spare) * rows + spare, random);
        var a = transposed ? new Block(left, spare, 1, rows) : new Block(left, spare, inner, 1);
        var b = new Block(right, spare, columns + spare, 1);
        for (var kernels : new Kernels[] {SCALAR, BEST}) {
            float[] into = before.clone();
            kernels.addProduct(a, b, new Block(into, spare, columns + spare, 1), rows, inner, columns);

            float[] expected = before.clone();
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int at = spare + row * (columns + spare) + column;
                    for (int k = 0; k < inner; k++) {
                        expected[at] = Math.fma(
                                left[spare + (transposed ? row + k * rows : row * inner + k)],
                                right[spare + k * (columns + spare) + column],
                                expected[at]);
                    }
                }
            }
            assertThat(into).as(kernels.name()).isEqualTo(expected);
        }
    }

    /** Often enough that the compiled loops take part. */
    @Test
    void compiled_products_are_the_same() {
        var random = new Random(1);
        float[] left = numbers(7 * 33, random);
        float[] right = numbers(33 * 150, random);
        float[] before = numbers(7 * 150, random);
        float[] expected = before.clone();
        SCALAR.addProduct(Block.rows(left, 33), Block.rows(right, 150), Block.rows(expected, 150), 7, 33, 150);
        for (int round = 0; round < 20_000; round++) {
            float[] into = before.clone();
            BEST.addProduct(Block.rows(left, 33), Block.rows(right, 150), Block.rows(into, 150), 7, 33, 150);
            if (round % 500 == 0) {
                assertThat(into).isEqualTo(expected);
            }
        }
    }

    /** The formulas in double precision; what float32 leaves of them is seven digits. */
    @Property(tries = 100)
    void a_cell_is_that_of_the_formulas_and_the_same_of_every_provider(
            @ForAll @IntRange(min = 1, max = 70) int nodes, @ForAll long seed) {
        var random = new Random(seed);
        float[] gates = numbers(4 * nodes, random);
        float[] before = numbers(nodes, random);
        float[][] found = cell(BEST, gates, before, nodes);
        assertThat(found).isDeepEqualTo(cell(SCALAR, gates, before, nodes));
        for (int n = 0; n < nodes; n++) {
            double after = sigmoid(gates[nodes + n]) * before[n] + sigmoid(gates[n]) * Math.tanh(gates[2 * nodes + n]);
            assertThat((double) found[1][n]).isCloseTo(after, within(2e-6));
            assertThat((double) found[2][n]).isCloseTo(Math.tanh(after), within(2e-6));
            assertThat((double) found[3][n]).isCloseTo(sigmoid(gates[3 * nodes + n]) * Math.tanh(after), within(2e-6));
        }
    }

    /** Activated gates, cell after, squashed, output. */
    private static float[][] cell(Kernels kernels, float[] gates, float[] before, int nodes) {
        float[][] found = {gates.clone(), new float[nodes], new float[nodes], new float[nodes]};
        kernels.cell(found[0], 0, before, 0, found[1], 0, found[2], 0, found[3], 0, nodes);
        return found;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Against central differences of the cell's formulas in double precision. */
    @Property(tries = 60)
    void the_way_back_through_a_cell_is_that_of_differences_and_the_same_of_every_provider(
            @ForAll @IntRange(min = 1, max = 70) int nodes, @ForAll long seed) {
        var random = new Random(seed);
        float[] entering = numbers(4 * nodes, random);
        float[] before = numbers(nodes, random);
        float[] byOutput = numbers(nodes, random);
        float[] byCell = numbers(nodes, random);
        float[][] forward = cell(SCALAR, entering, before, nodes);
        float[][] found = errors(BEST, forward, before, byOutput, byCell, nodes);
        assertThat(found).isDeepEqualTo(errors(SCALAR, forward, before, byOutput, byCell, nodes));
        for (int n = 0; n < nodes; n++) {
            double[] x = {entering[n], entering[nodes + n], entering[2 * nodes + n], entering[3 * nodes + n], before[n]
            };
            double[] gradient = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double value = x[i];
                x[i] = value + 1e-5;
                double above = loss(x, byOutput[n], byCell[n]);
                x[i] = value - 1e-5;
                double below = loss(x, byOutput[n], byCell[n]);
                x[i] = value;
                gradient[i] = (above - below) / 2e-5;
            }
            for (int gate = 0; gate < 4; gate++) {
                assertThat((double) found[0][gate * nodes + n]).isCloseTo(gradient[gate], within(2e-5));
            }
            assertThat((double) found[1][n]).isCloseTo(gradient[4], within(2e-5));
        }
    }

    private static float[][] errors(
            Kernels kernels, float[][] forward, float[] before, float[] byOutput, float[] byCell, int nodes) {
        float[][] found = {forward[0].clone(), byCell.clone()};
        kernels.cellErrors(found[0], 0, before, 0, forward[2], 0, byOutput, 0, found[1], 0, nodes);
        return found;
    }

    private static double loss(double[] x, double byOutput, double byCell) {
        double after = sigmoid(x[1]) * x[4] + sigmoid(x[0]) * Math.tanh(x[2]);
        return byOutput * sigmoid(x[3]) * Math.tanh(after) + byCell * after;
    }

    @Property(tries = 100)
    void a_softmax_of_columns_is_that_of_the_formula_and_the_same_of_every_provider(
            @ForAll @IntRange(min = 1, max = 60) int rows,
            @ForAll @IntRange(min = 1, max = 70) int columns,
            @ForAll @IntRange(min = 0, max = 9) int from,
            @ForAll long seed) {
        var random = new Random(seed);
        int stride = from + columns + 3;
        float[] logits = numbers(rows * stride, random);
        for (int i = 0; i < logits.length; i++) {
            logits[i] *= 20;
        }
        float[][] found = softmax(BEST, logits, rows, stride, from, columns);
        assertThat(found).isDeepEqualTo(softmax(SCALAR, logits, rows, stride, from, columns));
        for (int column = from; column < from + columns; column++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += Math.exp(logits[row * stride + column] - (double) found[1][column]);
            }
            assertThat((double) found[2][column]).isCloseTo(sum, within(sum * 1e-5));
            for (int row = 0; row < rows; row++) {
                double share = Math.exp(logits[row * stride + column] - (double) found[1][column]) / sum;
                assertThat((double) found[0][row * stride + column]).isCloseTo(share * 0.25, within(1e-6));
            }
        }
        assertThat(found[0][stride - 1]).as("beside the columns").isEqualTo(logits[stride - 1]);
    }

    private static float[][] softmax(Kernels kernels, float[] logits, int rows, int stride, int from, int columns) {
        float[][] found = {logits.clone(), new float[stride], new float[stride]};
        kernels.softmaxColumns(found[0], rows, stride, from, from + columns, 0.25f, found[1], found[2]);
        return found;
    }

    @Property(tries = 100)
    void a_step_of_adam_is_the_same_of_every_provider_in_any_part(
            @ForAll @IntRange(min = 1, max = 300) int count,
            @ForAll @IntRange(min = 0, max = 300) int split,
            @ForAll long seed) {
        var random = new Random(seed);
        float[][] arrays = {
            numbers(count, random), numbers(count, random), numbers(count, random), numbers(count, random)
        };
        for (int i = 0; i < count; i++) {
            arrays[2][i] *= arrays[2][i];
        }
        var step = new Kernels.AdamStep(0.7f, 0.01f, 3, 0.999f, 0.9f, 0.1f, 0.99f, 0.01f, 1e-8f);
        assertThat(adam(BEST, arrays, Math.min(split, count), step)).isDeepEqualTo(adam(SCALAR, arrays, 0, step));
    }

    private static float[][] adam(Kernels kernels, float[][] arrays, int split, Kernels.AdamStep step) {
        float[][] copies = {arrays[0].clone(), arrays[1].clone(), arrays[2].clone()};
        kernels.adam(copies[0], copies[1], copies[2], arrays[3], 0, split, step);
        kernels.adam(copies[0], copies[1], copies[2], arrays[3], split, arrays[3].length, step);
        return copies;
    }

    /** With stretches of zeros, as gradients have them. */
    @Property(tries = 100)
    void a_sum_of_squares_is_four_interleaved_sums_of_every_provider(
            @ForAll @IntRange(min = 0, max = 700) int count,
            @ForAll @IntRange(min = 0, max = 700) int zeros,
            @ForAll long seed) {
        float[] x = numbers(count, new Random(seed));
        for (int i = count / 3; i < Math.min(count, count / 3 + zeros); i++) {
            x[i] = 0;
        }
        var sums = new double[4];
        for (int i = 0; i < count; i++) {
            sums[i < count / 4 * 4 ? i % 4 : 0] += (double) x[i] * x[i];
        }
        double expected = sums[0] + sums[1] + (sums[2] + sums[3]);
        assertThat(SCALAR.sumOfSquares(x)).isEqualTo(expected);
        assertThat(BEST.sumOfSquares(x)).isEqualTo(expected);
    }

    private static float[] numbers(int count, Random random) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
