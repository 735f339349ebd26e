package io.inkstream.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.engine.Engine;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.NumbersCorpus;
import org.junit.jupiter.api.Test;

final class DriftTest {

    private static final LearnerSettings SETTINGS = new LearnerSettings(
            new BytesVocabulary(),
            new NetworkSettings(24, 1, 1, 0, 0.1),
            new WindowSettings(2, 100, 10, 0, 0),
            new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0),
            MixtureSize.NONE,
            3);

    @Test
    void a_text_that_turns_into_another_costs_more_at_first_and_then_as_much() {
        String first = "THE QUICK, BROWN; FOX. ".repeat(300);
        String second = NumbersCorpus.text().substring(0, 8000);
        try (var engine = Engine.named("portable", 1)) {
            var result = Drift.of(first, second, 500, SETTINGS, engine, () -> 0, done -> {});
            assertThat(result.blocks()).hasSizeBetween(14, 16);
            var start = result.blocks().get(0);
            assertThat(start.characters()).isEqualTo(500);
            assertThat(start.drifted()).as("certain of the wrong").isGreaterThan(1.5 * result.end());
            assertThat(result.nearSame()).isPresent();
            assertThat(result.nearEnd()).isPresent();

            // A model that sees the second text alone is measured elsewhere as well.
            var alone = OnePass.over(second, SETTINGS, engine, () -> 0, done -> {});
            double mean = result.blocks().stream()
                    .mapToDouble(Drift.Block::fresh)
                    .average()
                    .orElseThrow();
            assertThat(mean).isCloseTo(alone.bitsPerCharacter(), within(0.15));

            assertThatThrownBy(() -> Drift.of(first, "short", 500, SETTINGS, engine, () -> 0, done -> {}))
                    .hasMessageContaining("5000");
        }
    }
}
