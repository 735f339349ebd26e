package io.inkstream.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against the platform's functions in double precision. */
final class ActivationsTest {

    private static final int COUNT = 400_001;

    @Test
    void tanh_and_sigmoid_are_within_four_ten_millionths() {
        var x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = (i - COUNT / 2) * 1e-4f;
        }
        var tanh = new float[COUNT];
        Activations.tanh(x, tanh, COUNT);
        var halves = new float[COUNT];
        Arrays.fill(halves, 0.5f);
        var sigmoid = x.clone();
        Activations.tanhScaled(sigmoid, halves, COUNT);
        var ones = new float[COUNT];
        Arrays.fill(ones, 1);
        var scaledByOne = x.clone();
        Activations.tanhScaled(scaledByOne, ones, COUNT);

        double worstTanh = 0;
        double worstSigmoid = 0;
        for (int i = 0; i < COUNT; i++) {
            worstTanh = Math.max(worstTanh, Math.abs(tanh[i] - Math.tanh(x[i])));
            worstSigmoid = Math.max(worstSigmoid, Math.abs(sigmoid[i] - 1 / (1 + Math.exp(-x[i]))));
        }
        assertThat(worstTanh).isLessThan(4e-7);
        assertThat(worstSigmoid).isLessThan(4e-7);
        assertThat(scaledByOne).isEqualTo(tanh);
    }

    @Test
    void exp_is_within_two_units_in_the_last_place() {
        var x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = -86f * i / COUNT;
        }
        var exp = x.clone();
        Activations.exp(exp, new float[COUNT], new float[COUNT], 0, COUNT);

        double worst = 0;
        for (int i = 0; i < COUNT; i++) {
            double expected = Math.exp(x[i]);
            worst = Math.max(worst, Math.abs(exp[i] - expected) / expected);
        }
        assertThat(worst).isLessThan(2.4e-7);
    }

    @Test
    void ends_and_what_is_not_a_number_stay_what_they_are() {
        float[] x = {Float.NEGATIVE_INFINITY, -1e30f, 0, 1e30f, Float.POSITIVE_INFINITY, Float.NaN};
        var tanh = new float[x.length];
        Activations.tanh(x, tanh, x.length);
        assertThat(Arrays.copyOf(tanh, 5)).containsExactly(new float[] {-1, -1, 0, 1, 1}, within(4e-7f));
        assertThat(tanh[5]).isNaN();

        float[] exp = {Float.NEGATIVE_INFINITY, -1e30f, 0, Float.NaN};
        Activations.exp(exp, new float[4], new float[4], 0, 4);
        assertThat(exp[0]).isLessThan(2e-38f).isNotNegative();
        assertThat(exp[1]).isLessThan(2e-38f).isNotNegative();
        assertThat(exp[2]).isEqualTo(1);
        assertThat(exp[3]).isNaN();
    }
}
