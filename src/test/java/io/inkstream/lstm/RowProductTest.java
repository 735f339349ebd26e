package io.inkstream.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.lstm.RowProduct.Range;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against one chain of fused multiply-adds for each element, often enough that the compiled loops take part. */
final class RowProductTest {

    @ParameterizedTest
    @CsvSource({"1, 64, 256", "2, 64, 27", "5, 7, 33", "16, 3, 1", "3, 9, 2050", "4, 1, 1024"})
    void an_element_is_a_chain_in_the_order_of_rows_whatever_is_beside_it(int lanes, int rows, int columns) {
        var random = new Random(1);
        int spare = lanes + lanes % 2;
        float[][] left = matrix(spare, rows, random);
        float[][] right = matrix(rows, columns, random);
        float[][] before = matrix(spare, columns, random);

        for (int round = 0; round < 200; round++) {
            float[][] into = copy(before);
            RowProduct.add(left, right, into, Range.first(lanes), Range.first(rows), Range.first(columns));
            for (int lane = 0; lane < lanes; lane++) {
                assertThat(into[lane]).isEqualTo(chain(left[lane], right, before[lane]));
            }
        }
    }

    private static float[] chain(float[] left, float[][] right, float[] before) {
        var sums = before.clone();
        for (int j = 0; j < sums.length; j++) {
            for (int k = 0; k < right.length; k++) {
                sums[j] = Math.fma(left[k], right[k][j], sums[j]);
            }
        }
        return sums;
    }

    private static float[][] matrix(int rows, int columns, Random random) {
        var matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return matrix;
    }

    private static float[][] copy(float[][] matrix) {
        var copy = new float[matrix.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}
