package io.inkstream.ops.dashboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MetricsTextTest {

    @Test
    void values_of_our_own_figures_are_read_with_their_labels_and_nothing_else() {
        var figures = MetricsText.figures("""
                # HELP inkstream_generate_waiting Prompts
                inkstream_generate_waiting 3.0
                inkstream_train_lag_characters{model="a"} 1.5E7
                inkstream_train_step_seconds_bucket{model="a",le="0.1"} 4
                inkstream_train_loss_nats{model="a"} NaN
                jvm_memory_used_bytes 5
                """);
        assertThat(figures)
                .containsOnlyKeys("inkstream_generate_waiting", "inkstream_train_lag_characters{model=\"a\"}")
                .containsEntry("inkstream_train_lag_characters{model=\"a\"}", 1.5e7);
    }
}
