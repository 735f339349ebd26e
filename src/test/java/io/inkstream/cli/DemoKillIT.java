package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.Patience;
import io.inkstream.text.NumbersCorpus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoKillIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "nodes", "8",
            "segment.length", "32",
            "mixture.bits", "10",
            "slice.characters", "100",
            "validation.share", "0.2",
            "report.every", "10",
            "checkpoint.every", "100");

    @TempDir
    private Path folder;

    /** Over text of which a fifth of the records is held out. */
    @Test
    void a_trainer_is_killed_comes_back_and_has_the_model_of_one_that_nobody_killed() throws Exception {
        var corpus =
                Files.writeString(folder.resolve("text"), NumbersCorpus.text().substring(0, 100_000));
        var out = folder.resolve("out");
        var demo = CommandLineProcess.of(
                        SETTINGS,
                        "demo",
                        "--kill",
                        "--corpus",
                        corpus.toString(),
                        "--dir",
                        folder.resolve("data").toString(),
                        "--kafka-port",
                        "0",
                        "--registry-port",
                        "0")
                .redirectOutput(out.toFile())
                .start();
        try {
            int exitCode = Patience.exitCode(demo);
            String said = Files.readString(out, StandardCharsets.UTF_8);
            assertThat(exitCode).as(said).isZero();
            assertThat(said)
                    .containsSubsequence(
                            "killed with SIGKILL",
                            "It restarted and passed that step",
                            "verified model=default from=0",
                            "the kill did not change a bit of the model");
            // Between two checkpoints, so that there was something to repeat.
            assertThat(said).containsPattern("Step [1-9]\\d*[1-9]0: killed");
        } finally {
            demo.destroyForcibly();
        }
    }
}
