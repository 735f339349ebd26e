package io.inkstream.streams.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.streams.lifecycle.Diagnosis.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RestartsTest {

    private final Restarts restarts = new Restarts();

    @Test
    void an_outage_is_waited_for_however_long_it_takes_ever_more_patiently_up_to_half_a_minute() {
        assertThat(pauses(Kind.OUTAGE, 9)).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(pauses(Kind.OUTAGE, 10_000)).allMatch(seconds -> seconds == 30);
    }

    @Test
    void a_topic_is_waited_for_as_a_broker_is() {
        assertThat(pauses(Kind.TOPIC, 10_000)).hasSize(10_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "LOCAL_STATE"})
    void what_may_come_again_is_tried_for_half_a_minute(Kind kind) {
        assertThat(pauses(kind, Restarts.MOST)).containsExactly(0L, 1L, 2L, 4L, 8L, 16L);
        assertThat(restarts.after(kind, Duration.ZERO)).isEmpty();
    }

    @Test
    void outages_in_between_do_not_use_up_the_tries() {
        pauses(Kind.OUTAGE, 100);
        assertThat(pauses(Kind.CLIENT, Restarts.MOST)).hasSize(Restarts.MOST);
        assertThat(restarts.after(Kind.CLIENT, Duration.ZERO)).isEmpty();
        assertThat(restarts.after(Kind.OUTAGE, Duration.ZERO)).isPresent();
    }

    @Test
    void one_that_worked_for_a_while_begins_with_all_its_tries_and_at_once() {
        pauses(Kind.CLIENT, Restarts.MOST);
        assertThat(restarts.after(Kind.CLIENT, Restarts.WELL)).contains(Duration.ZERO);
        assertThat(pauses(Kind.CLIENT, Restarts.MOST - 1)).containsExactly(1L, 2L, 4L, 8L, 16L);
    }

    @Test
    void what_lasts_is_not_tried_again() {
        assertThat(restarts.after(Kind.LASTING, Restarts.WELL)).isEmpty();
    }

    private List<Long> pauses(Kind kind, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> restarts.after(kind, Duration.ZERO))
                .flatMap(Optional::stream)
                .map(Duration::toSeconds)
                .toList();
    }
}
