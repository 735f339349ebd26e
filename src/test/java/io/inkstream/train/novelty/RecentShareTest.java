package io.inkstream.train.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecentShareTest {

    @Test
    void of_values_that_come_alike_as_many_are_rare_as_the_share_says() {
        var random = new Random(5);
        var share = new RecentShare();
        int days = 86_400;
        int rare = 0;
        for (int i = 0; i < 3 * days; i++) {
            double value = Math.exp(random.nextGaussian());
            Double atLeast = share.atLeast(value);
            if (i >= 2 * days && atLeast <= 1e-3) {
                rare++;
            }
            share.add(value);
        }
        // Within a factor of 1.5 of one in a thousand.
        assertThat((double) rare).isBetween(days / 1500.0, days * 1.5 / 1000);
    }

    @Test
    void a_beginning_that_was_like_nothing_later_is_forgotten() {
        var share = new RecentShare();
        for (int i = 0; i < 400; i++) {
            share.add(5);
        }
        for (int i = 0; i < 5_000; i++) {
            share.add(0.1 + i % 10 * 0.01);
        }
        assertThat(share.atLeast(1)).isLessThan(0.004);
        assertThat(share.atLeast(0.05)).isEqualTo(1, within(1e-9));
    }

    @Test
    void there_is_none_for_the_first_few_and_what_is_saved_goes_on_to_the_same() {
        var random = new Random(6);
        var share = new RecentShare();
        assertThat(share.atLeast(1)).isNull();
        for (int i = 0; i < 3_000; i++) {
            share.add(random.nextDouble() * 4);
        }
        var restored = RecentShare.restore(share.saved());
        for (int i = 0; i < 3_000; i++) {
            double value = random.nextDouble() * 4;
            assertThat(restored.atLeast(value)).isEqualTo(share.atLeast(value));
            restored.add(value);
            share.add(value);
        }
        assertThat(restored.saved()).isEqualTo(share.saved());
    }
}
