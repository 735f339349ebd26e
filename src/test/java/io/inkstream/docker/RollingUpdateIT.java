package io.inkstream.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inkstream.text.NumbersCorpus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/** What a StatefulSet does for a new version, done with containers: each is told to stop, and another takes its name and volume. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "inkstream.docker", matches = "true", disabledReason = "runs with mvn verify -Pdocker")
final class RollingUpdateIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "INKSTREAM_PROFILE", "seed",
            "INKSTREAM_SEGMENT_LENGTH", "100",
            "INKSTREAM_CHECKPOINT_EVERY", "10",
            "INKSTREAM_PROMPTS_PARTITIONS", "2");

    @Test
    void every_prompt_is_answered_once_while_one_generator_after_the_other_is_replaced() {
        Images.assumeEngine();
        try (var containers = Containers.withOneBroker()) {
            var shell = containers.shell(SETTINGS);
            learn(containers, shell);
            var volumes = List.of(containers.volume("generate-0"), containers.volume("generate-1"));
            var generators = new ArrayList<GenericContainer<?>>();
            for (int pod = 0; pod < volumes.size(); pod++) {
                generators.add(generator(containers, pod, volumes.get(pod)));
            }
            var replaced = new AtomicBoolean();
            var asked = CompletableFuture.supplyAsync(() -> ask(shell, replaced));
            try {
                // From the last to the first, the next when the one before is in working order, as a StatefulSet does.
                for (int pod = volumes.size() - 1; pod >= 0; pod--) {
                    containers.stop(generators.get(pod));
                    assertThat(containers
                                    .inspect(generators.get(pod))
                                    .getState()
                                    .getExitCodeLong())
                            .as(generators.get(pod).getLogs())
                            .isIn(0L, 143L);
                    generator(containers, pod, volumes.get(pod));
                }
            } finally {
                replaced.set(true);
            }
            var sessions = asked.join();
            assertThat(Containers.sessions(shell, sessions.size())).containsExactlyInAnyOrderElementsOf(sessions);
        }
    }

    private static void learn(Containers containers, GenericContainer<?> shell) {
        containers.run(Images.inkstream(), "train-0", containers.volume("train"), 512, SETTINGS, "train");
        shell.copyFileToContainer(Transferable.of(NumbersCorpus.text().substring(0, 65_001)), "/tmp/corpus.txt");
        Containers.inkstream(shell, "corpus", "send", "/tmp/corpus.txt");
        await().atMost(Containers.SOON)
                .until(() -> Containers.inkstream(shell, "model", "digest")
                        .getStdout()
                        .contains("step="));
    }

    private static GenericContainer<?> generator(Containers containers, int pod, String volume) {
        var generator = containers.run(Images.inkstream(), "generate-" + pod, volume, 512, SETTINGS, "generate");
        await().atMost(Containers.SOON).until(() -> generator.getLogs().contains("Generator: RUNNING"));
        return generator;
    }

    /** One prompt after the other, each a session of its own, until the generators have been replaced; returns the sessions. */
    private static List<String> ask(GenericContainer<?> shell, AtomicBoolean replaced) {
        var sessions = new ArrayList<String>();
        while (!replaced.get() || sessions.size() < 4) {
            String session = "session-" + sessions.size();
            // As JSON: one record; for people it would come in pieces.
            var reply = Containers.inkstream(
                    shell, "prompt", "one hundred ", "--key", session, "--length", "20", "--timeout", "240", "--json");
            assertThat(reply.getStdout()).as(reply.getStderr()).containsPattern("\"text\":\"[a-z ]{20}\"");
            sessions.add(session);
        }
        return sessions;
    }
}
