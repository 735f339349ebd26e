package io.inkstream.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.text.NumbersCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CanaryBenchCommandTest {

    private static final CommandLineRun INKSTREAM = new CommandLineRun(Map.of(
            "nodes", "8",
            "mixture.bits", "10",
            "batch.size", "2",
            "segment.length", "128"));

    @TempDir
    private Path folder;

    private CommandLineRun.Result run(int characters, String... more) throws IOException {
        var corpus = Files.writeString(
                folder.resolve("numbers.txt"),
                NumbersCorpus.text().substring(0, characters).replace(" three ", " three\n"));
        var arguments = new String[5 + more.length];
        System.arraycopy(
                new String[] {"bench", "canaries", "--canaries=2", "--corpus", corpus.toString()}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return INKSTREAM.run(arguments);
    }

    @Test
    void each_profile_that_is_named_is_measured_and_forgets() throws IOException {
        var result = run(8_000, "--profile", "stream-small", "--profile", "seed", "--json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        var lines = result.out().lines().toList();
        assertThat(lines).hasSize(2);
        for (int i = 0; i < 2; i++) {
            var profile = new ObjectMapper().readTree(lines.get(i));
            assertThat(profile.at("/profile").asText()).isEqualTo(i == 0 ? "stream-small" : "seed");
            assertThat(profile.at("/secrets").asInt()).isEqualTo(10_000);
            assertThat(profile.at("/inserted").asInt()).isEqualTo(2 * (1 + 2 + 4 + 8));
            assertThat(profile.at("/rows/4/times").asInt()).isEqualTo(8);
            assertThat(profile.at("/rows/4/told/exposure").asDouble()).isBetween(0.0, Math.log(10_000) / Math.log(2));
            assertThat(profile.at("/sha256/forgot").asText())
                    .matches("[0-9a-f]{64}")
                    .isEqualTo(profile.at("/sha256/never").asText())
                    .isNotEqualTo(profile.at("/sha256/told").asText());
        }
    }

    @Test
    void a_text_without_a_window_behind_its_canaries_is_refused() throws IOException {
        var result = run(1_000, "--profile", "stream-small");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("the last tenth of a text's lines must be longer than a window of 256 characters");
    }
}
