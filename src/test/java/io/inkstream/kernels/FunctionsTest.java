package io.inkstream.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against the platform's functions in double precision. */
final class FunctionsTest {

    private static final int COUNT = 400_001;

    @Test
    void tanh_and_sigmoid_are_within_four_ten_millionths() {
        double worstTanh = 0;
        double worstSigmoid = 0;
        for (int i = 0; i < COUNT; i++) {
            float x = (i - COUNT / 2) * 1e-4f;
            worstTanh = Math.max(worstTanh, Math.abs(Functions.tanh(x) - Math.tanh(x)));
            worstSigmoid = Math.max(worstSigmoid, Math.abs(Functions.sigmoid(x) - 1 / (1 + Math.exp(-x))));
        }
        assertThat(worstTanh).isLessThan(4e-7);
        assertThat(worstSigmoid).isLessThan(4e-7);
    }

    @Test
    void exp_is_within_two_units_in_the_last_place() {
        double worst = 0;
        for (int i = 0; i < COUNT; i++) {
            float x = -86f * i / COUNT;
            double expected = Math.exp(x);
            worst = Math.max(worst, Math.abs(Functions.exp(x) - expected) / expected);
        }
        assertThat(worst).isLessThan(2.4e-7);
    }

    @Test
    void ends_and_what_is_not_a_number_stay_what_they_are() {
        assertThat(Functions.tanh(Float.NEGATIVE_INFINITY)).isCloseTo(-1, within(4e-7f));
        assertThat(Functions.tanh(-1e30f)).isCloseTo(-1, within(4e-7f));
        assertThat(Functions.tanh(0)).isZero();
        assertThat(Functions.tanh(1e30f)).isCloseTo(1, within(4e-7f));
        assertThat(Functions.tanh(Float.POSITIVE_INFINITY)).isCloseTo(1, within(4e-7f));
        assertThat(Functions.tanh(Float.NaN)).isNaN();

        assertThat(Functions.exp(Float.NEGATIVE_INFINITY)).isLessThan(2e-38f).isNotNegative();
        assertThat(Functions.exp(-1e30f)).isLessThan(2e-38f).isNotNegative();
        assertThat(Functions.exp(0)).isEqualTo(1);
        assertThat(Functions.exp(Float.NaN)).isNaN();
    }
}
