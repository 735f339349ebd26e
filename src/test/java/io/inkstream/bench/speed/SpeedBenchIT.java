package io.inkstream.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inkstream.cli.CommandLineRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The benchmarks for a moment, on a tiny network: what they print is what the documentation promises. */
final class SpeedBenchIT {

    private static final List<String> MOMENT =
            List.of("--rounds", "2", "--seconds", "0.05", "--warm-up", "0.2", "--engines", "portable,nd4j", "--json");

    @Test
    void trainingIsMeasuredOnEachNumberOfThreads() throws Exception {
        var printed = run("train", "--sizes", "8/3/5/4");

        assertThat(printed.get("rows"))
                .extracting(
                        row -> row.get("engine").asText() + row.get("threads").asInt())
                .containsExactly("portable1", "portable2", "nd4j1");
        assertThat(printed.get("rows")).allSatisfy(row -> {
            assertThat(row.get("charsPerSecond").asDouble()).isPositive();
            assertThat(row.get("spread").asDouble()).isNotNegative();
            assertThat(row.get("nodes").asInt()).isEqualTo(8);
            assertThat(row.get("layers").asInt()).isEqualTo(1);
            assertThat(row.get("unrollings").asInt()).isEqualTo(3);
            assertThat(row.get("vocabulary").asInt()).isEqualTo(5);
            assertThat(row.get("batch").asInt()).isEqualTo(4);
        });
        assertThat(printed.get("bound")).hasSize(2);
        assertThat(printed.get("ratios"))
                .extracting(ratio -> ratio.get("to").asText())
                .containsExactly("nd4j", "bound");
        assertThat(printed.get("machine").get("java").asText()).startsWith("Java " + Runtime.version());
    }

    @Test
    void writingIsMeasuredForEachNumberOfSessions() throws Exception {
        var printed = run("generate", "--sessions", "1,3", "--sizes", "8/3/27", "--threads", "1");

        assertThat(printed.get("rows"))
                .extracting(
                        row -> row.get("engine").asText() + row.get("sessions").asInt())
                .containsExactly("portable1", "nd4j1", "portable3", "nd4j3");
        assertThat(printed.get("rows"))
                .allSatisfy(
                        row -> assertThat(row.get("charsPerSecond").asDouble()).isPositive());
        assertThat(printed.get("bound")).isEmpty();
    }

    private static JsonNode run(String benchmark, String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("bench", benchmark));
        arguments.addAll(MOMENT);
        arguments.addAll(List.of(options));
        var result = new CommandLineRun(Map.of()).run(arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return new JsonMapper().readTree(result.out());
    }
}
