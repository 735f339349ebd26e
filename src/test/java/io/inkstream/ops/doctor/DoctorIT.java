package io.inkstream.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.inkstream.Patience;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalStack;
import io.inkstream.schema.CorpusText;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicSpec;
import io.inkstream.topics.Topics;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor before a healthy set-up and before broken ones. */
final class DoctorIT {

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static TreeMap<String, String> settings;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        settings = new TreeMap<>(stack.settings());
        settings.put("state.dir", folder.resolve("state").toString());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void topics_that_are_missing_are_named_and_once_they_are_there_all_is_well() throws Exception {
        try (var topics = new TopicAdmin(Map.of("bootstrap.servers", settings.get("bootstrap.servers")))) {
            topics.delete(Topics.all(Configuration.load(settings, Map.of(), Optional.empty())).stream()
                    .map(TopicSpec::name)
                    .toList());
            // While a topic goes, it is listed and cannot be described.
            Patience.patiently()
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(topics.list()).isEmpty());
        }
        var before = doctor(Map.of());
        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(before.out()).contains("corpus-in, ", "do not exist", "bin/inkstream topics create");

        new CommandLineRun(settings).run("topics", "create");
        var after = doctor(Map.of());
        assertThat(after.exitCode()).as(after.out()).isZero();
        assertThat(after.out())
                .contains("Java", "Disk", "Brokers", "Topics", "Rights", "Registry")
                .contains("model-checkpoints takes 0 MiB of the brokers' disks; 1,536 MiB of it may stay")
                .doesNotContain("bad ");

        var other = doctor(Map.of("corpus.partitions", "4"));
        assertThat(other.exitCode()).isZero();
        assertThat(other.out()).contains("doubtful", "corpus-in has 1 partitions, expected 4");
    }

    @Test
    void a_registry_that_lost_a_schema_or_gave_its_id_to_another_is_said_with_the_record() throws Exception {
        new CommandLineRun(settings).run("topics", "create");
        var configuration = Configuration.load(settings, Map.of(), Optional.empty());
        byte[] corpus =
                AvroSerdes.values(configuration).serializer().serialize("corpus-in", new CorpusText("not a report"));
        byte[] lost = {0, 0, 0x12, 0x34, 0x56, 2, 'a'};
        try (var topics = new TopicAdmin(configuration.kafka());
                var producer = new KafkaProducer<>(
                        configuration.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("training-metrics", corpus)).get();
            var other = doctor(Map.of());
            assertThat(other.exitCode()).isEqualTo(1);
            assertThat(other.out())
                    .containsPattern("bad +Schemas +training-metrics-0@0 is read as io.inkstream.schema.CorpusText")
                    .contains("lost schemas, or gives their ids to others");

            producer.send(new ProducerRecord<>("training-metrics", lost)).get();
            assertThat(doctor(Map.of()).out())
                    .containsPattern("bad +Schemas +training-metrics-0@1: .*found id " + 0x123456);
            topics.delete(List.of("training-metrics"));
        }
    }

    @Test
    void a_topic_or_changelog_that_takes_less_than_is_sent_is_named() {
        new CommandLineRun(settings).run("topics", "create");
        var kafka = Map.<String, Object>of("bootstrap.servers", settings.get("bootstrap.servers"));
        var sizes = Map.of(
                "generated-text", "200", "model-checkpoints", "10000", "inkstream-train-kept-text-changelog", "300");
        try (var topics = new TopicAdmin(kafka)) {
            topics.delete(sizes.keySet());
            Patience.patiently()
                    .ignoreExceptions()
                    .until(() -> topics
                            .create(sizes.entrySet().stream()
                                    .map(topic -> new TopicSpec(
                                            topic.getKey(),
                                            1,
                                            (short) 1,
                                            Map.of("max.message.bytes", topic.getValue())))
                                    .toList())
                            .stream()
                            .allMatch(created -> created.differences().isEmpty()));
            var found = doctor(Map.of());
            assertThat(found.exitCode()).isEqualTo(1);
            assertThat(found.out())
                    .containsPattern(
                            "bad +Sizes +generated-text accepts records of at most 200 bytes; inkstream-train-kept-text-changelog")
                    .containsPattern("doubtful +Sizes +model-checkpoints accepts records of at most 10,000 bytes")
                    .contains("max.message.bytes=1048588");
            topics.delete(sizes.keySet());
        }
    }

    @Test
    void a_broker_that_is_not_there_is_said_with_what_to_do() {
        var found = doctor(Map.of("bootstrap.servers", "127.0.0.1:1"));
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.out()).contains("bad", "no Kafka broker at 127.0.0.1:1", "bin/inkstream broker");
    }

    @Test
    void a_registry_at_another_path_and_one_that_refuses_are_told_apart() throws Exception {
        String root = settings.get("schema.registry.url").replace("/apis/ccompat/v7", "/elsewhere");
        assertThat(doctor(Map.of("schema.registry.url", root)).out())
                .contains("/apis/ccompat/v7 of an Apicurio registry");

        var refusing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        refusing.start();
        try {
            var found = doctor(Map.of(
                    "schema.registry.url",
                    "http://127.0.0.1:" + refusing.getAddress().getPort()));
            assertThat(found.exitCode()).isEqualTo(1);
            assertThat(found.out()).contains("refuses the log-in (401)", "basic.auth.user.info");
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void a_state_folder_that_cannot_be_one_is_said_and_json_is_for_machines() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        var found = doctor(Map.of("state.dir", file.resolve("state").toString()), "--json");
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.out()).contains("{\"what\":\"Disk\",\"verdict\":\"BAD\"", "state.dir");
    }

    private static CommandLineRun.Result doctor(Map<String, String> changes, String... options) {
        var all = new TreeMap<>(settings);
        all.putAll(changes);
        var arguments = new String[options.length + 1];
        arguments[0] = "doctor";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return new CommandLineRun(all).run(arguments);
    }
}
