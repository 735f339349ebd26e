package io.inkstream.ops.dashboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LateRoundTest {

    private static final String MISSING = "inkstream_train_round_parts_missing{model=\"a.b\"}";

    private final Map<String, Double> figures = new TreeMap<>(MetricsText.figures("""
            # HELP inkstream_train_round_parts_missing Parts.
            inkstream_train_round_parts_missing{model="a.b"} 2.0
            inkstream_train_round_seconds{model="a.b"} 421.3
            inkstream_train_round_part_missing{model="a.b",shard="11"} 1.0
            inkstream_train_round_part_missing{model="a.b",shard="3"} 1.0
            inkstream_train_round_part_missing{model="aab",shard="7"} 1.0
            inkstream_train_lag_characters{model="a.b"} 5.0
            """));

    @Test
    void a_round_that_waits_for_minutes_is_told_with_the_shards_that_are_missing() {
        assertThat(late())
                .contains("Model a.b waits for its shards: of the round that began 421 s ago 2 parts are missing"
                        + " (shard 3, shard 11); is there a trainer that has them?");
    }

    @Test
    void one_that_just_began_or_has_all_parts_or_another_figure_is_none() {
        assertThat(LateRound.of("inkstream_train_lag_characters{model=\"a.b\"}", 5, figures))
                .isEmpty();
        figures.put("inkstream_train_round_seconds{model=\"a.b\"}", 20.0);
        assertThat(late()).isEmpty();
        figures.put("inkstream_train_round_seconds{model=\"a.b\"}", 4000.0);
        figures.put(MISSING, 0.0);
        assertThat(late()).isEmpty();
    }

    private Optional<String> late() {
        return LateRound.of(MISSING, figures.get(MISSING), figures);
    }
}
