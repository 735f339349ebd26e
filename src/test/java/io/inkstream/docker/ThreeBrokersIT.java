package io.inkstream.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inkstream.text.NumbersCorpus;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.images.builder.Transferable;

/** A broker's container of three is killed while a trainer learns. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "inkstream.docker", matches = "true", disabledReason = "runs with mvn verify -Pdocker")
final class ThreeBrokersIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "INKSTREAM_PROFILE", "seed",
            "INKSTREAM_SEGMENT_LENGTH", "100",
            "INKSTREAM_CHECKPOINT_EVERY", "10",
            "INKSTREAM_REPLICATION_FACTOR", "3");

    @Test
    void one_is_killed_and_the_model_is_what_the_text_makes_of_it() {
        Images.assumeEngine();
        try (var containers = Containers.withThreeBrokers()) {
            var shell = containers.shell(SETTINGS);
            var trainer =
                    containers.run(Images.inkstream(), "train-0", containers.volume("train"), 512, SETTINGS, "train");
            shell.copyFileToContainer(
                    Transferable.of(NumbersCorpus.text().substring(0, 1_001 + 64_000)), "/tmp/corpus.txt");
            Containers.inkstream(shell, "corpus", "send", "/tmp/corpus.txt");
            await().atMost(Containers.SOON)
                    .until(() -> Containers.inkstream(shell, "model", "digest")
                            .getStdout()
                            .contains("step="));
            containers.kill(containers.broker(2));
            Containers.inkstream(shell, "corpus", "send", "/tmp/corpus.txt");
            await().atMost(Containers.SOON)
                    .until(() -> Containers.inkstream(shell, "model", "digest")
                            .getStdout()
                            .contains("step=200 "));
            var verified = Containers.inkstream(shell, "model", "verify", "--from", "0");
            assertThat(verified.getStdout() + verified.getStderr())
                    .as(trainer.getLogs())
                    .contains("verified model=default from=0 to=200");
        }
    }
}
