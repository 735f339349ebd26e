package io.inkstream.streams.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClockWatchTest {

    private Instant instant = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos;
    private final ClockWatch watch = new ClockWatch(() -> instant, () -> nanos);

    @Test
    void a_clock_that_is_set_back_is_noticed_once_with_by_how_much() {
        pass(Duration.ofSeconds(1), Duration.ofMinutes(-45));

        assertThatThrownBy(watch::look)
                .isInstanceOf(ClockWatch.SetBackException.class)
                .hasMessage("this machine's clock was set back by 2701 s")
                .satisfies(e -> assertThat(Diagnosis.kind(e)).isEqualTo(Diagnosis.Kind.CLOCK));
        assertThatCode(watch::look).doesNotThrowAnyException();
    }

    @Test
    void a_clock_that_is_set_forward_or_kept_right_and_a_process_that_slept_are_no_matter() {
        for (var clock : new Duration[] {Duration.ofDays(365), Duration.ZERO, Duration.ofMillis(-500)}) {
            pass(Duration.ofSeconds(1), clock);
            assertThatCode(watch::look).doesNotThrowAnyException();
        }
        pass(Duration.ofHours(9), Duration.ofHours(9));
        assertThatCode(watch::look).doesNotThrowAnyException();
        // While the machine sleeps, the clock that only runs on may stand.
        pass(Duration.ZERO, Duration.ofHours(9));
        assertThatCode(watch::look).doesNotThrowAnyException();
    }

    private void pass(Duration time, Duration onTheClock) {
        nanos += time.toNanos();
        instant = instant.plus(onTheClock);
    }
}
