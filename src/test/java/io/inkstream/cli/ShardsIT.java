package io.inkstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.Patience;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that four shards learn, each from the same text: one with a single instance, one with four of which some are killed and come back, and with {@code -Pchaos} one with two that take over from each other. They
 * are the same to the bit, at every round.
 */
final class ShardsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final boolean LONG = "long".equals(System.getProperty("inkstream.chaos"));
    private static final int SHARDS = 4;
    /** Characters of a round. */
    private static final int ROUND = SHARDS * 2 * 4 * 32;

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("model.by", "key"),
            Map.entry("model.shards", Integer.toString(SHARDS)),
            Map.entry("round.windows", "2"),
            Map.entry("nodes", "8"),
            Map.entry("batch.size", "4"),
            Map.entry("unrollings", "8"),
            Map.entry("segment.length", "32"),
            Map.entry("mixture.bits", "10"),
            Map.entry("sample.count", "1"),
            // So little text is taken ahead that most of it stays in Kafka while rounds are learned.
            Map.entry("slice.characters", "64"),
            // Which short records are held out depends on where they stand.
            Map.entry("validation.share", "0"),
            Map.entry("corpus.scores", "true"),
            Map.entry("checkpoint.keep", "1000"));

    @TempDir
    private Path folder;

    private final List<Process> instances = new ArrayList<>();
    private Map<String, String> settings;
    private CommandLineRun inkstream;

    @Test
    void the_model_does_not_depend_on_how_many_instances_learn_it_or_which_of_them_die() throws Exception {
        try (var stack =
                LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0)) {
            settings = new TreeMap<>(stack.settings());
            settings.putAll(SETTINGS);
            inkstream = new CommandLineRun(settings);
            assertThat(inkstream.run("topics", "create").out()).contains("model-rounds", "model-parts");
            String text = text();
            long rounds = (text.length() - 1) / ROUND;

            start(0);
            learn("alone", text, rounds);

            if (LONG) {
                send("two", text);
                start(1);
                awaitRounds("two", 1);
                kill(0);
                awaitRounds("two", 3);
                start(0);
                kill(1);
                awaitRounds("two", rounds);
            }

            for (int number = 1; number < SHARDS; number++) {
                start(number);
            }
            send("four", text);
            for (int number = 0; number < (LONG ? SHARDS : 2); number++) {
                awaitRounds("four", number + 1L);
                kill(number);
                start(number);
            }
            awaitRounds("four", rounds);

            var alone = digests("alone");
            assertThat(alone).hasSizeGreaterThanOrEqualTo((int) rounds);
            if (LONG) {
                assertThat(digests("two")).isEqualTo(alone);
            }
            assertThat(digests("four")).isEqualTo(alone);
            var verified = inkstream.run("model", "verify", "--model", "four", "--from", "0");
            assertThat(verified.out()).as(verified.err()).startsWith("verified model=four from=0");
            assertThat(verified.out()).containsPattern("corpus-scores equal=[1-9]");
            try (var deadLetters = new TopicReader(
                    Configuration.load(settings, Map.of(), Optional.empty()), TopicNames.DEAD_LETTERS)) {
                assertThat(deadLetters.end(0)).isZero();
            }
        } finally {
            for (var instance : instances) {
                instance.destroyForcibly().waitFor();
            }
        }
    }

    private void learn(String model, String text, long rounds) throws IOException {
        send(model, text);
        awaitRounds(model, rounds);
    }

    private void start(int number) throws IOException {
        var own = new TreeMap<>(settings);
        own.put("instance.id", "t" + number);
        own.put("state.dir", folder.resolve("state" + number).toString());
        var process = CommandLineProcess.of(own, "train")
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log" + number).toFile()))
                .redirectErrorStream(true)
                .start();
        if (number < instances.size()) {
            instances.set(number, process);
        } else {
            instances.add(process);
        }
    }

    private void kill(int number) throws InterruptedException {
        instances.get(number).destroyForcibly().waitFor();
    }

    private static String text() {
        var random = new Random(7);
        var text = new StringBuilder();
        while (text.length() < 8 * ROUND) {
            text.append(NumbersCorpus.atRandom(random, 20 + random.nextInt(40)).strip())
                    .append('\n');
        }
        return text.toString();
    }

    private void send(String model, String text) throws IOException {
        var file = Files.writeString(folder.resolve("text"), text);
        var sent = inkstream.run("corpus", "send", "--lines", "--key", model, file.toString());
        assertThat(sent.exitCode()).as(sent.err()).isZero();
    }

    /** Waits until so many rounds are learned. */
    private void awaitRounds(String model, long rounds) {
        long step = rounds * ROUND / (4 * 8);
        Patience.patiently("step " + step + " of " + model)
                .untilAsserted(() -> assertThat(digests(model).keySet()).anyMatch(each -> each >= step));
    }

    private TreeMap<Long, String> digests(String model) throws IOException {
        var digests = new TreeMap<Long, String>();
        for (String line : inkstream.run("model", "list", "--json").out().split("\n")) {
            var manifest = JSON.readTree(line);
            if (manifest.path("model").asText().equals(model)) {
                digests.put(
                        manifest.path("step").asLong(), manifest.path("sha256").asText());
            }
        }
        return digests;
    }
}
