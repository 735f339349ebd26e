package io.inkstream.poison;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import io.inkstream.gateway.Gateway;
import io.inkstream.local.LocalStack;
import io.inkstream.ops.dashboard.Dashboard;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.OrderedText;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import io.inkstream.train.verify.Replay;
import io.inkstream.train.verify.Verification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anything on every topic of a running pair: nothing stops, and nobody gets a wrong model. {@code -Pchaos}: fifty times as much. */
final class HostileTopicsIT {

    private static final long SEED = 20_261_129;
    private static final boolean LONG =
            System.getProperty("inkstream.chaos", "short").equals("long");
    private static final int RECORDS = LONG ? 100_000 : 2_000;
    private static final int CHECKPOINT_EVERY = 5;
    private static final int GOOD_MAX = 50;
    private static final int PIECES = 2_000;
    private static final String COMPLETION = "{\"prompt\":\"the \",\"max_tokens\":5}";
    private static final byte[] MODEL = "default".getBytes(StandardCharsets.UTF_8);
    private static final List<String> TOPICS = List.of(
            TopicNames.CORPUS,
            TopicNames.CORPUS_ORDERED,
            TopicNames.PROMPTS,
            TopicNames.CHECKPOINTS,
            TopicNames.METRICS,
            TopicNames.SCORES,
            TopicNames.FEEDBACK,
            TopicNames.GENERATED,
            TopicNames.DEAD_LETTERS);

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static Map<String, String> settings;
    private static Configuration configuration;
    private static StreamsApplication trainer;
    private static StreamsApplication generator;
    private static Dashboard dashboard;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder, 0, 0);
        settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "4",
                "segment.length", "100",
                "unrollings", "50",
                "validation.characters", "0",
                "checkpoint.every", Integer.toString(CHECKPOINT_EVERY),
                "report.every", "2",
                "models.max", "3",
                "corpus.scores", "true",
                "state.dir", folder.resolve("state").toString()));
        settings.putAll(Map.of("dashboard.port", "0", "gateway.port", "0", "corpus.line.end", ""));
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        trainer = StreamsApplication.trainer(configuration);
        generator = StreamsApplication.generator(configuration);
        trainer.start();
        generator.start();
        dashboard = Dashboard.start(configuration);
        gateway = Gateway.start(configuration);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        dashboard.close();
        generator.close();
        trainer.close();
        stack.close();
    }

    @Test
    void whatever_is_written_to_any_topic_nothing_stops_and_the_model_is_that_of_its_text() throws Exception {
        try (var producer = producer()) {
            sendText(producer);
            send(producer, TopicNames.CORPUS, null, new byte[] {(byte) 0xFF});
            awaitStep(CHECKPOINT_EVERY);
            assertThat(ask(COMPLETION)).isPositive();
            send(producer, TopicNames.PROMPTS, new byte[] {'s'}, "the ".getBytes(StandardCharsets.UTF_8));
            producer.send(feedback());
            inTime().until(() ->
                    TOPICS.stream().noneMatch(topic -> records(topic, 1).isEmpty()));
            var before = new CheckpointTopic(configuration).newest("default").orElseThrow();
            byte[] file = new CheckpointTopic(configuration).file(before);

            var good = new TreeMap<String, List<ConsumerRecord<byte[], byte[]>>>();
            TOPICS.forEach(topic -> good.put(topic, records(topic, GOOD_MAX)));
            var fuzzer = new TopicFuzzer(SEED, good);
            var refused = new AtomicInteger();
            for (int i = 0; i < RECORDS; i++) {
                for (String topic : TOPICS) {
                    producer.send(fuzzer.next(topic), (place, e) -> refused.addAndGet(e == null ? 0 : 1));
                }
                if (i % 1000 == 0) {
                    assertRunning();
                }
            }
            producer.flush();
            assertThat(refused).as("every record came to stand on its topic").hasValue(0);
            sendText(producer);
            var expected = awaitLearned();

            System.out.println("Hostile topics: seed " + SEED + ", " + RECORDS + " records on each of " + TOPICS.size()
                    + " topics, step " + expected.step() + ", sha256 " + expected.sha256());
            fuzzer.taken().forEach((topic, ways) -> System.out.println(topic + " " + ways));
            assertThat(replayed(file, before.getStep(), expected)).isInstanceOf(Verification.Verified.class);
            assertAnsweredBy(expected);
            assertCommands(expected);
            assertDashboard(expected);
            assertRunning();
        }
    }

    private static ProducerRecord<byte[], byte[]> feedback() {
        String json = "{\"model\":\"default\",\"verdict\":\"NOT_NEWS\",\"text\":\"one two three\"}";
        var record = new ProducerRecord<>(TopicNames.FEEDBACK, MODEL, json.getBytes(StandardCharsets.UTF_8));
        record.headers().add("content-type", "application/json".getBytes(StandardCharsets.UTF_8));
        return record;
    }

    /** What learning the good text of the topic gives is what the trainer publishes. */
    private static LearnedAlone awaitLearned() {
        inTime().pollInterval(Duration.ofSeconds(2)).until(() -> {
            assertRunning();
            return corpusIsRead();
        });
        var expected = LearnedAlone.from(RecordedSettings.of(configuration), CHECKPOINT_EVERY, learnable());
        inTime().pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            assertRunning();
            assertThat(new CheckpointTopic(configuration).at("default", expected.step()))
                    .hasValueSatisfying(
                            manifest -> assertThat(manifest.getSha256()).isEqualTo(expected.sha256()));
        });
        return expected;
    }

    /** The last text that was sent has come through. */
    private static boolean corpusIsRead() {
        return learnable().endsWith(NumbersCorpus.text().substring((PIECES - 1) * 30, PIECES * 30));
    }

    private static String learnable() {
        var text = new StringBuilder();
        try (var reader = new TopicReader(configuration, TopicNames.CORPUS_ORDERED)) {
            reader.toBeginning();
            reader.readToEnd(record -> {
                if (Arrays.equals(record.key(), MODEL) && record.value() != null) {
                    String read = new String(record.value(), StandardCharsets.UTF_8);
                    // Java replaces what is not UTF-8, so only UTF-8 comes back as it was.
                    text.append(Arrays.equals(read.getBytes(StandardCharsets.UTF_8), record.value()) ? read : "");
                }
            });
        }
        return text.toString();
    }

    /** As {@code model verify}, from a checkpoint of before to one of behind, which nobody has tampered with. */
    private static Verification.Outcome replayed(byte[] file, long from, LearnedAlone expected) {
        try (var engine = Engine.named("portable", 1)) {
            var replay = Replay.from(Checkpoint.fromBytes(file), engine);
            assertThat(replay.steps()).isEqualTo(from);
            try (var text = new OrderedText(configuration, "default", 0, replay.offset())) {
                return Verification.run(
                        replay,
                        text,
                        new TreeMap<>(Map.of(expected.step(), expected.sha256())),
                        Verification.Told.NOTHING,
                        () -> {});
            }
        }
    }

    private static void assertAnsweredBy(LearnedAlone expected) {
        inTime().untilAsserted(() -> assertThat(ask(COMPLETION)).isEqualTo(expected.step()));
    }

    private static void assertCommands(LearnedAlone expected) {
        var commands = new CommandLineRun(settings);
        var file = folder.resolve("exported.safetensors").toString();
        String step = Long.toString(expected.step());
        for (var arguments : List.of(
                List.of("model", "list"),
                List.of("model", "show"),
                List.of("model", "digest", "--step", step),
                List.of("model", "export", "--step", step, file),
                List.of("model", "promote", "--step", step),
                List.of("model", "promote", "--newest"),
                List.of("model", "verify", "--from", Long.toString(expected.step() - CHECKPOINT_EVERY), "--to", step),
                List.of("prompt", "the ", "--length", "5"),
                tail(TopicNames.METRICS),
                tail(TopicNames.SCORES),
                tail(TopicNames.FEEDBACK),
                tail(TopicNames.GENERATED),
                tail(TopicNames.DEAD_LETTERS))) {
            var result = commands.run(arguments.toArray(String[]::new));
            assertThat(result.exitCode()).as(arguments + ": " + result.err()).isZero();
            if (arguments.contains("digest")) {
                assertThat(result.out()).contains("step=" + step + " ", "sha256=" + expected.sha256());
            }
        }
    }

    private static List<String> tail(String topic) {
        return List.of("tail", topic, "--from-beginning", "--max", Integer.toString(RECORDS));
    }

    private static void assertDashboard(LearnedAlone expected) {
        inTime().untilAsserted(() -> {
            var models = get("/api/learning").path("models");
            assertThat(models.findValuesAsText("name")).contains("default");
            assertThat(get("/api/stream").path("passedOver").asLong()).isGreaterThan(RECORDS);
            assertThat(get("/api/answers").path("newest")).isNotEmpty();
            assertThat(get("/api/learning/default/checkpoints").findValuesAsText("step"))
                    .contains(Long.toString(expected.step()));
        });
    }

    private static JsonNode get(String path) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(dashboard.address() + path)).build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    /** Asks the gateway; the step that it was answered with. */
    private static long ask(String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body()).at("/inkstream/step").asLong();
    }

    private static ConditionFactory inTime() {
        return LONG ? await().atMost(Duration.ofHours(1)) : patiently();
    }

    private static void awaitStep(long step) {
        inTime().until(() -> new CheckpointTopic(configuration)
                .newest("default").stream().anyMatch(manifest -> manifest.getStep() >= step));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int most) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var reader = new TopicReader(configuration, topic)) {
            reader.toBeginning();
            reader.readToEnd(record -> {
                if (records.size() < most) {
                    records.add(record);
                }
            });
        }
        return records;
    }

    private static void assertRunning() {
        assertThat(trainer.error()).isEmpty();
        assertThat(generator.error()).isEmpty();
    }

    private static void sendText(KafkaProducer<byte[], byte[]> producer) {
        for (int i = 0; i < PIECES; i++) {
            send(
                    producer,
                    TopicNames.CORPUS,
                    null,
                    NumbersCorpus.text().substring(i * 30, i * 30 + 30).getBytes(StandardCharsets.UTF_8));
        }
        producer.flush();
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, byte[] key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key, value));
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> all = new HashMap<>(configuration.kafka());
        all.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
