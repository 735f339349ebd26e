package io.inkstream.bench.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.streams.TopologySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Profiles as they are, on this project's own sources over and over, for as long as it took a model that had no bound to go wrong. */
@EnabledIfSystemProperty(
        named = "inkstream.chaos",
        matches = "long",
        disabledReason = "takes a quarter of an hour: mvn verify -Pchaos")
final class EnduranceIT {

    @ParameterizedTest
    @CsvSource({"stream, 6400000", "stream-small, 6400000"})
    void a_model_of_a_profile_begins_a_text_as_it_goes_on_with_one_at_any_age(String profile, long characters)
            throws IOException {
        var configuration = Configuration.load(Map.of("profile", profile), Map.of(), Optional.empty());
        var ages = new ArrayList<Endurance.Age>();
        try (var engine = TopologySettings.engine(configuration)) {
            Endurance.run(
                    sources(), characters, 200_000, RecordedSettings.of(configuration), engine, ages::add, done -> {});
        }
        assertThat(ages).hasSize(7).allSatisfy(age -> {
            assertThat(age.largestRatio()).isLessThan(1.05);
            assertThat(age.worst()).isLessThan(8);
            assertThat(age.largestWeight()).isLessThan(40);
        });
    }

    private static String sources() throws IOException {
        var text = new StringBuilder();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
