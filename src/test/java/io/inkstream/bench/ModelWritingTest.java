package io.inkstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelWritingTest {

    /** A bound that holds however fast the machine is: no more processor time than its processors have. */
    @Test
    void what_a_character_costs_fits_its_speed(@TempDir Path folder) throws IOException {
        var text = Files.writeString(folder.resolve("text"), "the cat sat on the mat. ".repeat(40));
        var configuration = Configuration.load(
                Map.of("nodes", "8", "layers", "1", "mixture.bits", "10", "threads", "2"), Map.of(), Optional.empty());

        try (var model = new ModelWriting(configuration, text, 3_000)) {
            var row = model.measure(3, 1, 0.2);

            assertThat(row.texts()).isEqualTo(3);
            assertThat(row.charactersPerSecond()).isPositive();
            assertThat(row.microsPerCharacter() * row.charactersPerSecond())
                    .isBetween(1.0, 1.2e6 * Runtime.getRuntime().availableProcessors());
        }
    }
}
