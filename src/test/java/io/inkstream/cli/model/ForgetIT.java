package io.inkstream.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.Patience;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.cli.CommandLineProcess;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.OrderedText;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.forget.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two models learn from one broker: one is told secrets, on another partition than the rest of its text, and made to forget them while its trainer is killed
 * and prompts are answered; the other never was told. In the end they are the same to the bit.
 */
final class ForgetIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A checkpoint at the end of each window, and all of them stay. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("corpus.partitions", "2"),
            Map.entry("model.by", "key"),
            Map.entry("model", "told"),
            Map.entry("nodes", "8"),
            Map.entry("batch.size", "4"),
            Map.entry("unrollings", "8"),
            Map.entry("segment.length", "32"),
            Map.entry("mixture.bits", "0"),
            Map.entry("replay.windows", "2"),
            Map.entry("validation.share", "0"),
            Map.entry("corpus.scores", "true"),
            Map.entry("checkpoint.every", "4"),
            Map.entry("checkpoint.keep", "1000"));

    @TempDir
    private Path folder;

    @Test
    void a_model_forgets_while_its_trainer_is_killed_and_is_one_that_was_never_told() throws Exception {
        try (var stack =
                LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0)) {
            var settings = new TreeMap<>(stack.settings());
            settings.putAll(SETTINGS);
            settings.put("state.dir", folder.resolve("state").toString());
            var inkstream = new CommandLineRun(settings);
            assertThat(inkstream.run("topics", "create").out()).contains("model-requests");
            var random = new Random(7);
            var first = lines(random, 200);
            var second = lines(random, 200);
            var trainer = start(settings, "train");
            var generator = start(settings, "generate");
            try {
                send(inkstream, "told", first);
                send(inkstream, "never", first, second);
                awaitOrdered(inkstream, 200);
                int partition = tell(inkstream, "the secret of alice is seven", 20);
                awaitOrdered(inkstream, 220);
                send(inkstream, "told", second);
                awaitSteps(inkstream, "told", first.length() + second.length());
                awaitSteps(inkstream, "never", first.length() + second.length());

                var answers = new ArrayList<>(List.of(prompt(inkstream)));
                var shown = inkstream.run("model", "forget", "--match", "secret of alice", "--dry-run");
                assertThat(shown.out().lines())
                        .hasSize(20)
                        .allMatch(line -> line.startsWith("corpus-in-" + partition + "@")
                                && line.contains("the secret of alice"));
                everyOtherCriterionNamesThem(inkstream, shown.out());
                var place =
                        Place.of(shown.out().lines().findFirst().orElseThrow().split(" ")[0]);
                assertThat(shown.err()).contains("20 records with 580 characters", "is learned again from step ");

                var proof = folder.resolve("proof.json");
                var forgetting = CompletableFuture.supplyAsync(() -> inkstream.run(
                        "model",
                        "forget",
                        "--offsets",
                        "corpus-in-%d@%d..%d".formatted(partition, place.from(), place.from() + 19),
                        "--yes",
                        "--prove",
                        proof.toString()));
                Patience.patiently("what is learned again").until(() -> {
                    boolean isUnderway = log().contains("told is learned again");
                    assertThat(isUnderway || !forgetting.isDone()).isTrue();
                    return isUnderway;
                });
                trainer.destroyForcibly().waitFor();
                answers.add(prompt(inkstream));
                trainer = start(settings, "train");
                while (!forgetting.isDone()) {
                    answers.add(prompt(inkstream));
                }
                var forgotten = forgetting.get();
                assertThat(forgotten.exitCode()).as(forgotten.err()).isZero();
                assertThat(forgotten.out()).startsWith("forgotten model=told request=");

                var certificate = JSON.readTree(proof.toFile());
                long step = certificate.at("/after/step").asLong();
                assertThat(certificate.at("/after/sha256").asText()).isEqualTo(digest(inkstream, "never", step));
                assertThat(certificate.at("/before/sha256").asText())
                        .isNotEqualTo(certificate.at("/after/sha256").asText());
                assertThat(Files.readString(proof)).doesNotContain("alice");
                var withdrawn = certificate.at("/withdrawn").findValuesAsText("sha256");
                assertThat(withdrawn)
                        .doesNotHaveDuplicates()
                        .contains(certificate.at("/before/sha256").asText())
                        .doesNotContainAnyElementsOf(digests(inkstream, "told").values())
                        .doesNotContainAnyElementsOf(digests(inkstream, "never").values());
                Patience.patiently("an answer of the model that forgot").until(() -> {
                    answers.add(prompt(inkstream));
                    return answers.get(answers.size() - 1)
                            .at("/checkpoint")
                            .asText()
                            .equals(certificate.at("/after/sha256").asText());
                });
                eachIsAnsweredOnce(settings, answers);

                var requests = inkstream.run("tail", "model-requests", "--from-beginning", "--max", "1");
                assertThat(requests.exitCode()).as(requests.err()).isZero();
                assertThat(requests.out())
                        .startsWith("model-requests-0@0 told: {")
                        .contains("\"records\":[{\"from\":", "\"requestedAt\":")
                        .doesNotContain("cannot be read");

                // It goes on from there, and none of what it was before is left.
                var third = lines(random, 100);
                send(inkstream, "told", third);
                send(inkstream, "never", third);
                awaitSteps(inkstream, "told", first.length() + second.length() + third.length());
                awaitSteps(inkstream, "never", first.length() + second.length() + third.length());
                var never = digests(inkstream, "never");
                var told = digests(inkstream, "told");
                assertThat(told).hasSizeGreaterThan(10);
                told.forEach(
                        (each, sha256) -> assertThat(sha256).as("step %d", each).isEqualTo(never.get(each)));
                var verified = inkstream.run("model", "verify", "--from", "0");
                assertThat(verified.out())
                        .as(verified.err())
                        .startsWith("verified model=told from=0")
                        .contains("corpus-scores not checked: up to step ");
                var scoresAlone = inkstream.run("model", "verify", "--model", "never", "--from", "0");
                assertThat(scoresAlone.out()).as(scoresAlone.err()).containsPattern("corpus-scores equal=[1-9]");
                refusesToPromoteWhatWasWithdrawn(settings);
            } finally {
                trainer.destroyForcibly().waitFor();
                generator.destroyForcibly().waitFor();
            }
        }
    }

    private static void everyOtherCriterionNamesThem(CommandLineRun inkstream, String shown) {
        String[] inAll = {"model", "forget", "--match", "secret of alice", "--dry-run"};
        for (var wanted : List.of(
                List.of("--key", "told"),
                List.of("--after", Instant.now().minus(Duration.ofHours(1)).toString()),
                List.of("--before", Instant.now().plus(Duration.ofHours(1)).toString()))) {
            var all = Stream.concat(Stream.of(inAll), wanted.stream()).toArray(String[]::new);
            assertThat(inkstream.run(all).out()).as(wanted.toString()).isEqualTo(shown);
        }
        for (var other : List.of(
                List.of("--key", "alice"),
                List.of("--after", Instant.now().plus(Duration.ofHours(1)).toString()),
                List.of("--before", Instant.now().minus(Duration.ofHours(1)).toString()))) {
            var none = inkstream.run(
                    Stream.concat(Stream.of(inAll), other.stream()).toArray(String[]::new));
            assertThat(none.exitCode()).as(other.toString()).isEqualTo(1);
            assertThat(none.err()).contains("no record of model told on corpus-ordered is ");
        }
    }

    private Process start(Map<String, String> settings, String command) throws IOException {
        return CommandLineProcess.of(settings, command)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    /** Sends records of one model to the partition that its key does not lead to, and says which. */
    private static int tell(CommandLineRun inkstream, String text, int times) {
        var configuration = configuration(inkstream.settings());
        byte[] key = "told".getBytes(StandardCharsets.UTF_8);
        int partition = 1 - BuiltInPartitioner.partitionForKey(key, 2);
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(configuration.kafka(), bytes, bytes)) {
            for (int i = 0; i < times; i++) {
                producer.send(
                        new ProducerRecord<>(TopicNames.CORPUS, partition, key, text.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return partition;
    }

    private static Configuration configuration(Map<String, String> settings) {
        return Configuration.load(settings, Map.of(), Optional.empty());
    }

    /** Waits until so many records of the model stand in its order. */
    private static void awaitOrdered(CommandLineRun inkstream, int records) {
        Patience.patiently(records + " records in order").until(() -> {
            int count = 0;
            try (var text = new OrderedText(configuration(inkstream.settings()), "told", 0, 0)) {
                for (; text.hasNext(); text.next()) {
                    count++;
                }
            }
            return count == records;
        });
    }

    private static JsonNode prompt(CommandLineRun inkstream) throws IOException {
        var reply = inkstream.run("prompt", "the secret of alice is ", "--length", "5", "--json");
        assertThat(reply.exitCode()).as(reply.err()).isZero();
        return JSON.readTree(reply.out());
    }

    private static void eachIsAnsweredOnce(Map<String, String> settings, List<JsonNode> answers) {
        var configuration = configuration(settings);
        var values = AvroSerdes.values(configuration).deserializer();
        var ids = new ArrayList<String>();
        try (var replies = new TopicReader(configuration, TopicNames.GENERATED)) {
            replies.toBeginning();
            replies.readToEnd(record -> {
                var reply = (GeneratedText) values.deserialize(TopicNames.GENERATED, record.headers(), record.value());
                assertThat(reply.getError()).isNull();
                if (reply.getLast()) {
                    ids.add(reply.getId());
                }
            });
        }
        assertThat(answers).hasSizeGreaterThanOrEqualTo(3);
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(answers.stream()
                        .map(answer -> answer.at("/id").asText())
                        .toList());
    }

    /** As where a model forgets what somebody is about to promote. */
    private static void refusesToPromoteWhatWasWithdrawn(Map<String, String> settings) {
        var configuration = configuration(settings);
        var topic = new CheckpointTopic(configuration);
        var manifest = topic.newest("never").orElseThrow();
        byte[] key = CheckpointKeys.manifest("never", manifest.getStep()).getBytes(StandardCharsets.UTF_8);
        var bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(configuration.kafka(), bytes, bytes)) {
            producer.send(new ProducerRecord<>(TopicNames.CHECKPOINTS, key, null));
        }
        assertThatThrownBy(() -> topic.promote(manifest)).hasMessageContaining("was withdrawn from");
        assertThat(topic.promoted("never")).isEmpty();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private static String lines(Random random, int count) {
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(NumbersCorpus.atRandom(random, 20 + random.nextInt(40)).strip())
                    .append('\n');
        }
        return lines.toString();
    }

    private void send(CommandLineRun inkstream, String model, String... parts) throws IOException {
        var file = Files.writeString(folder.resolve("text"), String.join("", parts));
        var sent = inkstream.run("corpus", "send", "--lines", "--key", model, file.toString());
        assertThat(sent.exitCode()).as(sent.err()).isZero();
    }

    /** Waits until so many characters are learned, but for those of a window that is not full. */
    private static void awaitSteps(CommandLineRun inkstream, String model, int characters) {
        long steps = 4L * ((characters - 1) / (4 * 32));
        Patience.patiently("step " + steps + " of " + model)
                .untilAsserted(
                        () -> assertThat(digests(inkstream, model).keySet()).anyMatch(step -> step >= steps));
    }

    private static TreeMap<Long, String> digests(CommandLineRun inkstream, String model) throws IOException {
        var digests = new TreeMap<Long, String>();
        for (String line : inkstream.run("model", "list", "--json").out().split("\n")) {
            JsonNode manifest = JSON.readTree(line);
            if (manifest.path("model").asText().equals(model)) {
                digests.put(
                        manifest.path("step").asLong(), manifest.path("sha256").asText());
            }
        }
        return digests;
    }

    private static String digest(CommandLineRun inkstream, String model, long step) throws IOException {
        return digests(inkstream, model).get(step);
    }
}
