package io.inkstream.bench.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StagesTest {

    private static final Instant FINISHED = Instant.parse("2026-01-02T03:04:05Z");

    private static GeneratedText reply(double queue, double read, double write) {
        return GeneratedText.newBuilder()
                .setId("a")
                .setModel("default")
                .setText("b")
                .setPromptCharacters(1)
                .setFinishReason(FinishReason.LENGTH)
                .setLogprobs(List.of())
                .setQueueMillis(queue)
                .setPrefillMillis(read)
                .setGenerationMillis(write)
                .setPromptedAt(FINISHED)
                .setStartedAt(FINISHED)
                .setFinishedAt(FINISHED)
                .build();
    }

    @Test
    void each_stage_has_the_percentiles_of_its_own_time() {
        var stages = new Stages();
        for (int i = 1; i <= 100; i++) {
            stages.add(reply(i, 0.5, 2 * i), FINISHED.plus(Duration.ofMillis(3)));
        }

        var json = stages.toJson();

        assertThat(json.at("/queue/p50Millis").asDouble()).isCloseTo(50, within(0.1));
        assertThat(json.at("/queue/p99Millis").asDouble()).isCloseTo(99, within(0.1));
        assertThat(json.at("/read/p50Millis").asDouble()).isCloseTo(0.5, within(0.01));
        assertThat(json.at("/write/p99Millis").asDouble()).isCloseTo(198, within(0.2));
        assertThat(json.at("/commit/p50Millis").asDouble()).isCloseTo(3, within(0.01));
    }

    @Test
    void clocks_that_are_not_quite_alike_make_no_time_below_zero() {
        var stages = new Stages();

        stages.add(reply(0, 0, 0), FINISHED.minusMillis(1));

        assertThat(stages.toJson().at("/commit/p50Millis").asDouble()).isZero();
    }
}
