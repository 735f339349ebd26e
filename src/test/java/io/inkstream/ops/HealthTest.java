package io.inkstream.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.streams.InstanceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

final class HealthTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void it_lives_while_it_runs_and_while_it_restores_with_progress() {
        assertThat(live(status(State.CREATED, Duration.ZERO)).ok()).isTrue();
        assertThat(live(status(State.RUNNING, Duration.ofSeconds(59))).ok()).isTrue();

        var restoring = live(restoring(NOW.minusSeconds(59)));
        assertThat(restoring.ok()).isTrue();
        assertThat(restoring.why()).isEqualTo("REBALANCING since 2026-11-24T11:00:00Z; restoring checkpoint-0 25 %");
    }

    @Test
    void it_is_stuck_when_a_thread_or_a_store_shows_no_sign_of_life_for_too_long() {
        var silent = live(status(State.RUNNING, Duration.ofSeconds(61)));
        assertThat(silent.ok()).isFalse();
        assertThat(silent.why()).contains("stuck", "61 s", "stuck.after.ms=60000");

        var stuck = live(restoring(NOW.minusSeconds(61)));
        assertThat(stuck.ok()).isFalse();
        assertThat(stuck.why()).contains("stuck", "store checkpoint", "2026-11-24T11:58:59Z");
    }

    @Test
    void it_is_not_stuck_while_it_repeats_steps_which_it_does_without_looking_for_records() {
        var silent = status(State.REBALANCING, Duration.ofSeconds(300));
        assertThat(Health.live(silent, LIMIT, Duration.ofSeconds(1), NOW).ok()).isTrue();
        assertThat(Health.live(silent, LIMIT, Duration.ofSeconds(61), NOW).ok()).isFalse();
    }

    @Test
    void it_does_not_live_once_it_has_failed_or_ended_but_does_while_it_begins_again() {
        for (var state : List.of(State.PENDING_SHUTDOWN, State.NOT_RUNNING, State.PENDING_ERROR, State.ERROR)) {
            assertThat(live(status(state, Duration.ZERO)).ok())
                    .as(state.toString())
                    .isFalse();
        }
        var failed = with(State.RUNNING, false, Optional.of("nodes: expected 16, found 8"), Optional.empty());
        assertThat(live(failed).why()).isEqualTo("it cannot continue: nodes: expected 16, found 8");
        assertThat(live(with(State.ERROR, true, Optional.empty(), Optional.empty()))
                        .ok())
                .isTrue();
    }

    @Test
    void it_is_ready_when_it_runs_and_has_a_model_where_it_needs_one() {
        assertThat(ready(status(State.REBALANCING, Duration.ZERO)).ok()).isFalse();
        assertThat(ready(status(State.RUNNING, Duration.ZERO)).ok()).isTrue();

        var without = ready(with(State.RUNNING, false, Optional.empty(), Optional.of(false)));
        assertThat(without.ok()).isFalse();
        assertThat(without.why()).contains("no model yet", "model-checkpoints");
        assertThat(ready(with(State.RUNNING, false, Optional.empty(), Optional.of(true)))
                        .ok())
                .isTrue();
    }

    @Test
    void it_is_not_ready_while_its_group_has_no_sign_of_it_since_no_broker_answers() {
        var silent = Health.ready(unheard(Duration.ofSeconds(9)), Duration.ofSeconds(8));
        assertThat(silent.ok()).isFalse();
        assertThat(silent.why()).isEqualTo("no broker answers: its last heartbeat was 9 s ago");
        assertThat(Health.ready(unheard(Duration.ofSeconds(8)), Duration.ofSeconds(8))
                        .ok())
                .isTrue();
        assertThat(live(unheard(Duration.ofHours(1))).ok())
                .as("a restart would not help")
                .isTrue();
    }

    private static InstanceStatus unheard(Duration since) {
        return new InstanceStatus(
                "Trainer",
                "0",
                State.RUNNING,
                NOW,
                true,
                false,
                Optional.empty(),
                Duration.ZERO,
                since,
                List.of(),
                List.of(),
                Optional.empty());
    }

    @Test
    void it_has_started_once_it_has_run() {
        var begins = new InstanceStatus(
                "Trainer",
                "0",
                State.REBALANCING,
                NOW,
                false,
                false,
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                Optional.empty());
        assertThat(Health.started(begins).ok()).isFalse();
        assertThat(Health.started(status(State.REBALANCING, Duration.ZERO)).ok())
                .isTrue();
    }

    private static Health.Answer ready(InstanceStatus status) {
        return Health.ready(status, Duration.ofSeconds(8));
    }

    private static Health.Answer live(InstanceStatus status) {
        return Health.live(status, LIMIT, Duration.ofDays(1), NOW);
    }

    private static InstanceStatus status(State state, Duration silent) {
        return new InstanceStatus(
                "Trainer",
                "0",
                state,
                NOW.minusSeconds(3600),
                true,
                false,
                Optional.empty(),
                silent,
                Duration.ZERO,
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static InstanceStatus with(
            State state, boolean beginsAgain, Optional<String> error, Optional<Boolean> hasModel) {
        return new InstanceStatus(
                "Generator",
                "0",
                state,
                NOW,
                true,
                beginsAgain,
                error,
                Duration.ZERO,
                Duration.ZERO,
                List.of(),
                List.of(),
                hasModel);
    }

    private static InstanceStatus restoring(Instant moved) {
        var restore = new InstanceStatus.Restore(
                "checkpoint", "inkstream-train-checkpoint-changelog", 0, 100, 200, 500, NOW.minusSeconds(600), moved);
        return new InstanceStatus(
                "Trainer",
                "0",
                State.REBALANCING,
                NOW.minusSeconds(3600),
                false,
                false,
                Optional.empty(),
                Duration.ZERO,
                Duration.ZERO,
                List.of(restore),
                List.of(),
                Optional.empty());
    }
}
