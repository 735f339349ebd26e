package io.inkstream.mixture.math;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Against {@link StrictMath}. */
final class FloatMathTest {

    private static final double BOUND = 2e-7;

    @Test
    void exp_is_true_to_seven_digits() {
        double worst = 0;
        for (float x = -86.9f; x < 1; x += 1e-3f) {
            double expected = StrictMath.exp(x);
            worst = Math.max(worst, Math.abs(FloatMath.exp(x) - expected) / expected);
        }
        assertThat(worst).isLessThan(BOUND);
        assertThat(FloatMath.exp(0)).isEqualTo(1);
        assertThat(FloatMath.exp(-1e30f)).isZero();
    }

    @Test
    void log_is_true_to_seven_digits() {
        double worst = 0;
        for (float x = Float.MIN_NORMAL; x < 1e30f; x *= 1.0007f) {
            double expected = StrictMath.log(x);
            worst = Math.max(worst, Math.abs(FloatMath.log(x) - expected) / Math.max(1, Math.abs(expected)));
        }
        assertThat(worst).isLessThan(BOUND);
        assertThat(FloatMath.log(1)).isZero();
    }
}
