package io.inkstream.streams.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ReasonsTest {

    private final Reasons reasons = new Reasons();

    @Test
    void a_reason_that_comes_again_is_said_once_and_then_every_ten_minutes_with_how_often_it_came() {
        assertThat(next("a", 0)).isEqualTo(1);
        assertThat(next("a", 30)).isZero();
        assertThat(next("a", 599)).isZero();
        assertThat(next("a", 600)).isEqualTo(4);
        assertThat(next("a", 601)).isZero();
    }

    @Test
    void another_reason_is_said_and_the_same_one_after_it_has_worked() {
        next("a", 0);
        assertThat(next("b", 1)).isEqualTo(1);
        assertThat(next("a", 2)).isEqualTo(1);
        reasons.forget();
        assertThat(next("a", 3)).isEqualTo(1);
    }

    private int next(String reason, int second) {
        return reasons.next(reason, Instant.ofEpochSecond(second));
    }
}
