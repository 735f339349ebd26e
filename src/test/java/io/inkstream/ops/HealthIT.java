package io.inkstream.ops;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.Patience;
import io.inkstream.cli.CommandLineProcess;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.local.LocalStack;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.Hanging;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an orchestrator sees of instances that start, work, hang and die: a real broker, and processes for those that die. */
final class HealthIT {

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static TreeMap<String, String> settings;
    private static Configuration configuration;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "16",
                "batch.size", "8",
                "segment.length", "100",
                "report.every", "20",
                "checkpoint.every", "20",
                "stuck.after.ms", "2000",
                "state.dir", folder.resolve("state").toString()));
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void a_generator_is_started_and_alive_before_it_is_ready_which_it_is_with_its_first_model() throws Exception {
        var c = configuration.with(Map.of(Keys.APPLICATION_ID, "ready"));
        try (var metrics = new Metrics(configuration);
                var generator = metrics.generator(c);
                var server = InstanceServer.start(c, metrics)) {
            assertThat(ask(server, "started").path("ok").asBoolean()).isFalse();
            generator.start();
            awaits(server, "started", true);
            assertThat(ask(server, "live").path("ok").asBoolean()).isTrue();
            var ready = ask(server, "ready").at("/topologies/0");
            assertThat(ready.path("ok").asBoolean()).isFalse();
            assertThat(ready.path("why").asText()).contains("no model yet");
            assertThat(ready.path("modelPresent").asBoolean()).isFalse();
            assertThat(ready.path("tasks")).isNotEmpty();

            try (var trainer = StreamsApplication.trainer(c)) {
                trainer.start();
                send(NumbersCorpus.text().substring(0, 20_000));
                awaits(server, "ready", true);
            }
        }
    }

    @Test
    void one_that_hangs_is_no_longer_alive_and_says_why() throws Exception {
        var c = configuration.with(Map.of(Keys.APPLICATION_ID, "hangs"));
        var release = new CountDownLatch(1);
        try (var metrics = new Metrics(configuration);
                var hanging = metrics.of(Hanging.on(TopicNames.PROMPTS, c, release));
                var server = InstanceServer.start(c, metrics)) {
            hanging.start();
            awaits(server, "ready", true);
            awaits(server, "live", true);
            produce(TopicNames.PROMPTS, "x");
            awaits(server, "live", false);
            assertThat(ask(server, "live").at("/topologies/0/why").asText())
                    .contains("stuck", "not looked for new records", "stuck.after.ms=2000");
            release.countDown();
            awaits(server, "live", true);
        } finally {
            release.countDown();
        }
    }

    @Test
    void a_topology_that_dies_ends_its_process_with_exit_code_1_and_the_reason() throws Exception {
        var c = configuration.with(Map.of(Keys.APPLICATION_ID, "dies"));
        try (var trainer = StreamsApplication.trainer(c);
                var reports = new TopicReader(c, TopicNames.METRICS)) {
            reports.toEnd();
            trainer.start();
            send(NumbersCorpus.text().substring(0, 5_000));
            patiently()
                    .until(() -> reports.poll(Duration.ofMillis(100)).iterator().hasNext());
        }
        var other = new TreeMap<>(settings);
        other.putAll(Map.of("application.id", "dies", "nodes", "24"));
        var process = CommandLineProcess.of(other, "train").start();
        String log = new String(process.getInputStream().readAllBytes());
        assertThat(Patience.exitCode(process)).as(log).isEqualTo(1);
        assertThat(log.lines().toList().get((int) log.lines().count() - 1))
                .startsWith("inkstream: Trainer cannot continue: ")
                .contains("nodes", "16", "24");
    }

    @Test
    void a_port_that_is_taken_is_named_with_its_key() throws Exception {
        var free = configuration.with(Map.of(Keys.APPLICATION_ID, "port"));
        try (var metrics = new Metrics(configuration);
                var server = InstanceServer.start(free, metrics)) {
            var taken = free.with(Map.of(Keys.HTTP_PORT, Integer.toString(server.port())));
            assertThatThrownBy(() -> InstanceServer.start(taken, metrics))
                    .hasMessageContaining("http.port=" + server.port())
                    .hasMessageContaining("0 for any that is free");
            assertThat(InstanceServer.start(free.with(Map.of(Keys.HTTP_PORT, "-1")), metrics)
                            .port())
                    .isEqualTo(-1);
        }
    }

    private static void awaits(InstanceServer server, String probe, boolean ok) {
        patiently().untilAsserted(() -> {
            var answer = ask(server, probe);
            assertThat(answer.path("ok").asBoolean()).as(probe + ": " + answer).isEqualTo(ok);
        });
    }

    private static JsonNode ask(InstanceServer server, String question) throws Exception {
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/health/" + question))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        var json = new ObjectMapper().readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(json.path("ok").asBoolean() ? 200 : 503);
        return json;
    }

    private static void send(String text) throws Exception {
        produce(TopicNames.CORPUS, text.split("(?<= thousand) "));
    }

    private static void produce(String topic, String... values) {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value));
            }
        }
    }
}
