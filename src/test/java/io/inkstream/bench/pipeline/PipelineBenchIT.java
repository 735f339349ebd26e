package io.inkstream.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.text.NumbersCorpus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of the pipeline for a moment: what it prints is what the documentation promises. */
final class PipelineBenchIT {

    @TempDir
    private Path folder;

    @Test
    void thePipelineIsMeasuredAgainstItsLearner() throws Exception {
        var corpus = Files.writeString(folder.resolve("corpus.txt"), NumbersCorpus.text());
        var result = new CommandLineRun(Map.of())
                .run(
                        "bench",
                        "pipeline",
                        "--nodes",
                        "16",
                        "--threads",
                        "1",
                        "--seconds",
                        "0.5",
                        "--warm-up",
                        "0",
                        "--corpus",
                        corpus.toString(),
                        "--json");

        assertThat(result.exitCode()).as(result.err()).isZero();
        var printed = new JsonMapper().readTree(result.out());
        double engine = printed.get("engineCharsPerSecond").asDouble();
        double pipeline = printed.get("pipelineCharsPerSecond").asDouble();
        assertThat(engine).isPositive();
        assertThat(pipeline).isPositive();
        // The median of each turn's ratio lies between what the slowest and the fastest turns of both allow.
        double most = 1 + printed.get("pipelineSpread").asDouble();
        double least = 1 + printed.get("engineSpread").asDouble();
        assertThat(printed.get("ratio").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(pipeline
                        * most
                        / lowest(engine, printed.get("engineSpread").asDouble()))
                .isGreaterThanOrEqualTo(
                        lowest(pipeline, printed.get("pipelineSpread").asDouble()) / (engine * least));
        assertThat(printed.get("profile").asText()).isEqualTo("seed");
        assertThat(printed.get("nodes").asInt()).isEqualTo(16);
        assertThat(printed.get("startMillis").asLong()).isPositive();
    }

    /** No turn was slower: it is not more than the spread below the median, and above 0. */
    private static double lowest(double median, double spread) {
        return Math.max(Double.MIN_VALUE, median * (1 - spread));
    }
}
