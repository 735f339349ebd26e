package io.inkstream.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inkstream.text.NumbersCorpus;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/** The project's image on a real engine: the main job, and what a cluster does to containers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "inkstream.docker", matches = "true", disabledReason = "runs with mvn verify -Pdocker")
final class ImageIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "INKSTREAM_PROFILE", "seed",
            "INKSTREAM_CORPUS_LINE_END", " ",
            "INKSTREAM_SEGMENT_LENGTH", "100",
            "INKSTREAM_CHECKPOINT_EVERY", "10",
            "INKSTREAM_REPORT_EVERY", "10");
    /** What fills a whole window and its checkpoint: 64 lanes, 100 characters, 10 a step. */
    private static final int WINDOW = 6_400;

    private static final int MEBIBYTES = 512;
    private static final Pattern DIGEST =
            Pattern.compile("model=default step=(\\d+) characters=(\\d+) sha256=[0-9a-f]{64}\\s*");

    private static Containers containers;
    private static GenericContainer<?> shell;
    private static GenericContainer<?> trainer;
    private static GenericContainer<?> generator;
    private static int sent;

    @BeforeAll
    static void start() {
        Images.assumeEngine();
        containers = Containers.withOneBroker();
        shell = containers.shell(SETTINGS);
        trainer =
                containers.run(Images.inkstream(), "train-0", containers.volume("train"), MEBIBYTES, SETTINGS, "train");
        generator = containers.run(
                Images.inkstream(), "generate-0", containers.volume("generate"), MEBIBYTES, SETTINGS, "generate");
    }

    @AfterAll
    static void stop() {
        if (containers != null) {
            containers.close();
        }
    }

    @Test
    @Order(1)
    void a_trainer_learns_and_a_generator_answers() {
        send(1_001 + 10 * WINDOW);
        awaitStep(100);
        assertThat(prompt("one hundred ", "s")).containsPattern("\"text\":\"[a-z ]{30}\"");
    }

    @Test
    @Order(2)
    void they_are_not_root_and_write_nowhere_but_to_their_volume() throws Exception {
        assertThat(trainer.execInContainer("id", "-u").getStdout().strip()).isEqualTo("10001");
        assertThat(trainer.execInContainer("touch", "/opt/inkstream/x").getStderr())
                .contains("Read-only file system");
        assertThat(trainer.execInContainer("sh", "-c", "ls /var/lib/inkstream").getStdout())
                .contains("state");
        assertThat(trainer.execInContainer("sh", "-c", "command -v mvn javac.sh gcc")
                        .getExitCode())
                .isNotZero();
    }

    @Test
    @Order(3)
    void a_killed_trainer_goes_on_and_its_model_is_what_the_text_makes_of_it() {
        send(10 * WINDOW);
        awaitStep(110);
        containers.killAndStartAgain(trainer);
        awaitStep(200);
        var verified = Containers.inkstream(shell, "model", "verify", "--from", "0");
        assertThat(verified.getStdout() + verified.getStderr()).contains("verified model=default from=0 to=200");
    }

    @Test
    @Order(4)
    void a_generator_that_was_cut_off_answers_each_prompt_once() {
        containers.disconnect(generator);
        for (int i = 0; i < 3; i++) {
            var unanswered =
                    Containers.inkstream(shell, "prompt", "cut off ", "--key", "cut-" + i, "--timeout", "10", "--json");
            assertThat(unanswered.getStderr()).contains("The reply will have the id");
        }
        containers.connect(generator);
        assertThat(prompt("two ", "after")).contains("\"finishReason\":\"LENGTH\"");
        // Sessions do not wait for one another: these come in any order, and the last one when all of them are there.
        assertThat(Containers.sessions(shell, 5)).containsExactlyInAnyOrder("s", "cut-0", "cut-1", "cut-2", "after");
        assertThat(prompt("two ", "last")).contains("\"finishReason\":\"LENGTH\"");
        assertThat(Containers.sessions(shell, 6))
                .containsOnlyOnce("cut-0", "cut-1", "cut-2", "after")
                .endsWith("last");
    }

    @Test
    @Order(5)
    void a_new_image_goes_on_with_the_state_that_the_one_before_left() {
        Images.assumePresent(Images.before().asCanonicalNameString());
        try (var two = Containers.withOneBroker()) {
            var there = two.shell(SETTINGS);
            String volume = two.volume("train");
            var before = two.run(Images.before(), "train-0", volume, MEBIBYTES, SETTINGS, "train");
            send(there, 1_001 + 10 * WINDOW);
            await().atMost(Containers.SOON).until(() -> step(there) >= 50);
            two.stop(before);
            var after = two.run(Images.inkstream(), "train-0", volume, MEBIBYTES, SETTINGS, "train");
            send(there, 10 * WINDOW);
            await().atMost(Containers.SOON).until(() -> step(there) == 200);
            var verified = Containers.inkstream(there, "model", "verify", "--from", "0");
            assertThat(verified.getStdout() + verified.getStderr())
                    .as(after.getLogs())
                    .contains("verified model=default from=0 to=200");
        }
    }

    @Test
    @Order(6)
    void neither_needed_more_memory_than_it_was_given() {
        for (var container : new GenericContainer<?>[] {trainer, generator}) {
            assertThat(containers.inspect(container).getState().getOOMKilled()).isFalse();
            assertThat(containers.inspect(container).getState().getRunning()).isTrue();
        }
    }

    @Test
    @Order(7)
    void a_stopped_container_ends_cleanly_within_ten_seconds() {
        for (var container : new GenericContainer<?>[] {trainer, generator}) {
            containers.stop(container);
            // 137 would be SIGKILL's, after the ten seconds; 143 is how a JVM ends on SIGTERM.
            assertThat(containers.inspect(container).getState().getExitCodeLong())
                    .as(container.getLogs())
                    .isIn(0L, 143L);
        }
    }

    private static void send(int characters) {
        send(shell, characters);
    }

    private static void send(GenericContainer<?> shell, int characters) {
        String text = NumbersCorpus.text().substring(sent % 100_000, sent % 100_000 + characters);
        sent += characters;
        shell.copyFileToContainer(Transferable.of(text), "/tmp/corpus.txt");
        assertThat(Containers.inkstream(shell, "corpus", "send", "/tmp/corpus.txt")
                        .getStderr())
                .contains("Sent ");
    }

    private static void awaitStep(long step) {
        await().atMost(Containers.SOON).until(() -> step(shell) >= step);
    }

    private static long step(GenericContainer<?> shell) {
        var digest =
                DIGEST.matcher(Containers.inkstream(shell, "model", "digest").getStdout());
        return digest.matches() ? Long.parseLong(digest.group(1)) : 0;
    }

    /** The reply as JSON, one record. */
    private static String prompt(String text, String key) {
        var reply =
                Containers.inkstream(shell, "prompt", text, "--key", key, "--length", "30", "--seed", "1", "--json");
        assertThat(reply.getExitCode()).as(reply.getStderr()).isZero();
        return reply.getStdout().strip();
    }
}
