package io.inkstream.ops;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.Patience;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.local.LocalBroker;
import io.inkstream.local.LocalRegistry;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.CheckpointTopic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A trainer and a generator whose registry loses its schemas, and one that hands their ids out anew. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RegistryLostIT {

    private static final Path HOME = Path.of(System.getProperty("inkstream.home"));
    private static final int CHECKPOINT_CHARACTERS = 20 * 8 * 10;

    @TempDir
    private static Path folder;

    private static LocalBroker broker;
    private static LocalRegistry registry;
    private static int registries;
    private static CommandLineRun inkstream;
    private static Configuration configuration;
    private static Metrics metrics;
    private static StreamsApplication trainer;
    private static StreamsApplication generator;
    private static long sent;

    @BeforeAll
    static void start() {
        registry = LocalRegistry.start(HOME, folder.resolve("registry"), 0);
        broker = LocalBroker.start(folder.resolve("broker"), 0);
        registry.awaitReady(Patience.LIMIT);
        var settings = new TreeMap<>(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "schema.registry.url", registry.url().toString(),
                "profile", "seed",
                "nodes", "16",
                "batch.size", "8",
                "segment.length", "20",
                "checkpoint.every", "20",
                "validation.characters", "0",
                "state.dir", folder.resolve("state").toString()));
        inkstream = new CommandLineRun(settings);
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        inkstream.run("topics", "create");
        startPair();
    }

    @AfterAll
    static void stop() {
        stopPair();
        registry.close();
        broker.close();
    }

    private static void startPair() {
        metrics = new Metrics(configuration);
        trainer = metrics.trainer(configuration);
        generator = metrics.generator(configuration);
        trainer.start();
        generator.start();
    }

    private static void stopPair() {
        generator.close();
        trainer.close();
        metrics.close();
    }

    /** Another one at the same address, which knows nothing. */
    private static void emptyRegistry() {
        int port = registry.url().getPort();
        registry.close();
        registry = LocalRegistry.start(HOME, folder.resolve("registry-" + ++registries), port);
        registry.awaitReady(Patience.LIMIT);
    }

    /** Text for one checkpoint more, which comes, and a prompt that it answers. */
    private static void goOn() throws Exception {
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            // A window is learned when the first character of the next is there.
            long from = sent == 0 ? 0 : sent + 1;
            sent += CHECKPOINT_CHARACTERS;
            String text = NumbersCorpus.text().substring((int) from, (int) sent + 1);
            producer.send(new ProducerRecord<>(TopicNames.CORPUS, text)).get();
        }
        long steps = sent / CHECKPOINT_CHARACTERS * 20;
        patiently("step " + steps).until(() -> step() == steps);
        patiently("an answer of step " + step())
                .untilAsserted(() -> assertThat(inkstream
                                .run(
                                        "prompt",
                                        "one ",
                                        "--timeout",
                                        "20",
                                        "--key",
                                        "s",
                                        "--length",
                                        "5",
                                        "--json",
                                        "--no-echo")
                                .out())
                        .contains("\"finishReason\":\"LENGTH\"", "\"step\":" + step()));
        assertThat(trainer.error()).isEmpty();
        assertThat(generator.error()).isEmpty();
    }

    private static long step() {
        return new CheckpointTopic(configuration)
                .newest("default")
                .map(CheckpointManifest::getStep)
                .orElse(0L);
    }

    @Test
    @Order(1)
    void a_pair_whose_registry_is_emptied_goes_on_says_so_and_its_schemas_can_be_put_back() throws Exception {
        goOn();
        goOn();
        emptyRegistry();

        generator.registryIds().check(configuration.registry());
        trainer.registryIds().check(configuration.registry());
        assertThat(generator.registryIds().trouble().orElseThrow())
                .contains("of our io.inkstream.schema.CheckpointManifest is unknown", "schemas register --restore");
        assertThat(metrics.scrape("text/plain"))
                .containsPattern("inkstream_registry_ids_lost\\{topology=\"generate\"\\} [1-9]")
                .containsPattern("inkstream_registry_ids_lost\\{topology=\"train\"\\} [1-9]");
        assertThat(inkstream.run("doctor").out()).containsPattern("bad +Schemas .*is unknown");

        var restored = inkstream.run("schemas", "register", "--restore");
        assertThat(restored.exitCode()).as(restored.out() + restored.err()).isZero();
        assertThat(restored.out()).contains("io.inkstream.schema.CheckpointManifest", "restored");
        generator.registryIds().check(configuration.registry());
        assertThat(generator.registryIds().lost()).isZero();
        assertThat(inkstream.run("doctor").out()).containsPattern("good +Schemas ");
        goOn();

        stopPair();
        startPair();
        goOn();
        generator.registryIds().check(configuration.registry());
        assertThat(generator.registryIds().lost()).isZero();
    }

    @Test
    @Order(2)
    void a_pair_that_starts_after_ids_were_handed_out_anew_takes_no_record_for_another() throws Exception {
        emptyRegistry();
        // A prompt comes from a process of its own, which takes the first id for its schema.
        goOn();
        long before = step();
        stopPair();
        emptyRegistry();
        // In another order than writers come in: the first ids were those of others.
        for (var schema : List.of(
                Prompt.getClassSchema(),
                GeneratedText.getClassSchema(),
                CheckpointManifest.getClassSchema(),
                CheckpointChunk.getClassSchema(),
                TrainingReport.getClassSchema())) {
            register("another-" + schema.getName(), schema);
        }
        startPair();
        assertThat(step()).isEqualTo(before);
        goOn();
        assertThat(step()).isGreaterThan(before);

        assertThat(inkstream.run("doctor").out()).containsPattern("bad +Schemas .*is that of io.inkstream.schema.");
        var restored = inkstream.run("schemas", "register", "--restore");
        assertThat(restored.exitCode()).isEqualTo(1);
        assertThat(restored.out()).contains("cannot be given back", "newer backup");
    }

    private static void register(String subject, Schema schema) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/" + subject + "/versions"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\""
                        + schema.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }
}
