package io.inkstream.streams.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecoveryTest {

    private final Recovery recovery = new Recovery();

    @Test
    void a_failure_is_said_with_the_pause_and_the_same_one_after_it_only_ten_minutes_later() {
        assertThat(failed(Diagnosis.Kind.OUTAGE, "no broker", 0)).contains("restarts from its last commit: no broker");
        assertThat(recovery.repeats()).isFalse();
        assertThat(failed(Diagnosis.Kind.OUTAGE, "no registry", 1))
                .contains("restarts from its last commit in 1 s: no registry");
        assertThat(failed(Diagnosis.Kind.OUTAGE, "no registry", 2)).isEmpty();
        assertThat(recovery.repeats()).isTrue();
        assertThat(failed(Diagnosis.Kind.OUTAGE, "no registry", 601))
                .contains("restarts from its last commit in 4 s, as 3 times in a row now: no registry");
        assertThat(recovery.counts()).isEqualTo(Map.of(Diagnosis.Kind.OUTAGE, 4L));
    }

    @Test
    void spoiled_local_state_is_done_without_until_it_is_gone_whatever_fails_meanwhile() {
        assertThat(failed(Diagnosis.Kind.LOCAL_STATE, "spoiled", 0))
                .contains("restarts from its last commit, without its local state, which is restored from Kafka:"
                        + " spoiled");
        failed(Diagnosis.Kind.OUTAGE, "no broker", 1);
        assertThat(recovery.isWithoutState()).isTrue();
        recovery.stateIsGone();
        failed(Diagnosis.Kind.OUTAGE, "no broker", 2);
        assertThat(recovery.isWithoutState()).isFalse();
    }

    @Test
    void what_lasts_is_not_begun_again_and_not_counted() {
        assertThat(recovery.begins(Diagnosis.Kind.LASTING, Duration.ZERO)).isFalse();
        assertThat(recovery.counts()).isEmpty();
    }

    private Optional<String> failed(Diagnosis.Kind kind, String reason, int second) {
        assertThat(recovery.begins(kind, Duration.ZERO)).isTrue();
        return recovery.sentence(reason, Duration.ZERO, Instant.ofEpochSecond(second));
    }
}
