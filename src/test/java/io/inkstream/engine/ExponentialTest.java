package io.inkstream.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against {@link StrictMath}. */
final class ExponentialTest {

    @Test
    void it_is_within_a_hundred_millionth_of_a_millionth() {
        var x = IntStream.range(0, 700_001).mapToDouble(i -> i * -1e-3).toArray();
        var found = x.clone();
        Exponential.of(found);

        double worst = 0;
        for (int i = 0; i < x.length; i++) {
            double expected = StrictMath.exp(x[i]);
            worst = Math.max(worst, Math.abs(found[i] - expected) / expected);
        }
        assertThat(worst).isLessThan(1e-14);
        assertThat(found[0]).isEqualTo(1);
    }

    /** C2 makes loops of two shapes of one, and what it does must not be seen. */
    @Test
    void each_element_has_the_same_bits_whatever_is_beside_it() {
        var x = IntStream.range(0, 1000).mapToDouble(i -> -i * 0.0371).toArray();
        var together = new double[0];
        for (int round = 0; round < 2000; round++) {
            together = x.clone();
            Exponential.of(together);
        }
        for (int i = 0; i < x.length; i++) {
            double[] alone = {x[i]};
            Exponential.of(alone);
            assertThat(alone[0]).isEqualTo(together[i]);
        }
    }

    @Test
    void ends_and_what_is_not_a_number_stay_what_they_are() {
        double[] x = {0, -0.0, -746, -1e300, Double.NEGATIVE_INFINITY, Double.NaN};
        Exponential.of(x);
        assertThat(Arrays.copyOf(x, 5)).containsExactly(1, 1, 0, 0, 0);
        assertThat(x[5]).isNaN();
    }
}
