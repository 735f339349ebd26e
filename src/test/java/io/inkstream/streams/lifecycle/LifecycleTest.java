package io.inkstream.streams.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.streams.lifecycle.Lifecycle.Action;
import io.inkstream.streams.lifecycle.Lifecycle.Event;
import io.inkstream.streams.lifecycle.Lifecycle.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LifecycleTest {

    private static Stream<Action> actions(Event... events) {
        var phase = new Phase[] {Phase.CREATED};
        return Arrays.stream(events).map(event -> {
            var step = Lifecycle.after(phase[0], event);
            phase[0] = step.phase();
            return step.action();
        });
    }

    @Property(tries = 5000)
    void whatever_happens_in_whatever_order_there_is_never_a_second_client_beside_the_first(
            @ForAll List<Event> events) {
        var phase = Phase.CREATED;
        boolean alive = false;
        for (var event : events) {
            if (event == Event.CLIENT_ENDED) {
                alive = false;
            }
            var step = Lifecycle.after(phase, event);
            if (step.action() == Action.START_CLIENT || step.action() == Action.REPLACE_CLIENT) {
                assertThat(alive && phase != Phase.CREATED)
                        .as("a client beside another: %s", events)
                        .isFalse();
                alive = true;
            }
            phase = step.phase();
        }
    }

    @Test
    void a_failure_that_is_told_twice_replaces_the_client_once() {
        assertThat(actions(
                        Event.START,
                        Event.FAILED_FOR_NOW,
                        Event.FAILED_FOR_NOW,
                        Event.CLIENT_ENDED,
                        Event.FAILED_FOR_NOW,
                        Event.PAUSE_OVER,
                        Event.PAUSE_OVER))
                .containsExactly(
                        Action.START_CLIENT,
                        Action.STOP_CLIENT,
                        Action.NOTHING,
                        Action.PAUSE,
                        Action.NOTHING,
                        Action.REPLACE_CLIENT,
                        Action.NOTHING);
    }

    @Test
    void a_failure_that_would_come_again_stops_the_client_and_ends() {
        assertThat(actions(Event.START, Event.FAILED_FOR_GOOD, Event.CLIENT_ENDED, Event.START))
                .containsExactly(Action.START_CLIENT, Action.STOP_CLIENT, Action.END, Action.NOTHING);
    }

    @Test
    void one_that_is_closed_while_it_waits_to_begin_again_does_not() {
        assertThat(actions(Event.START, Event.FAILED_FOR_NOW, Event.CLIENT_ENDED, Event.CLOSE, Event.PAUSE_OVER))
                .containsExactly(Action.START_CLIENT, Action.STOP_CLIENT, Action.PAUSE, Action.END, Action.NOTHING);
    }

    @Test
    void one_whose_client_does_not_end_gets_no_second_one() {
        assertThat(actions(Event.START, Event.FAILED_FOR_NOW, Event.CLIENT_STUCK, Event.PAUSE_OVER))
                .containsExactly(Action.START_CLIENT, Action.STOP_CLIENT, Action.END, Action.NOTHING);
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void a_close_ends_it_from_wherever_it_is(Phase from) {
        var closed = Lifecycle.after(from, Event.CLOSE).phase();
        assertThat(Lifecycle.after(closed, Event.CLIENT_ENDED).phase()).isEqualTo(Phase.ENDED);
    }
}
