package io.inkstream.poison;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.bench.UntrainedModel;
import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.generate.GeneratorListener;
import io.inkstream.local.LocalBroker;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.StubRegistry;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.topics.TopicReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody writes to our changelogs, where no right keeps them from it, and then local state is restored from these. */
final class HostileChangelogsIT {

    private static final long SEED = 20_261_130;
    private static final int RECORDS = 300;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private LocalBroker broker;
    private StubRegistry registry;
    private TreeMap<String, String> settings;
    private int states;

    @BeforeEach
    void start() {
        broker = LocalBroker.start(folder.resolve("broker"), 0);
        registry = new StubRegistry();
        settings = new TreeMap<>(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "schema.registry.url", registry.url(),
                "profile", "seed",
                "nodes", "8",
                "batch.size", "2",
                "segment.length", "10",
                "report.every", "1",
                "checkpoint.every", "4",
                "validation.characters", "0"));
        new CommandLineRun(settings).run("topics", "create");
    }

    @AfterEach
    void stop() {
        registry.close();
        broker.close();
    }

    /** With no local state, as on another machine: all comes from the changelogs. */
    private Configuration elsewhere() {
        settings.put("state.dir", folder.resolve("state-" + ++states).toString());
        return Configuration.load(settings, Map.of(), Optional.empty());
    }

    @Test
    void a_generator_takes_what_is_none_of_its_own_for_none_and_goes_on() throws Exception {
        var configuration = elsewhere();
        UntrainedModel.publish(configuration);
        try (var generator = StreamsApplication.generator(configuration)) {
            generator.start();
            prompt();
        }
        for (String store : List.of("sessions", "prompt-queue", "answered-prompts")) {
            spoil(configuration, "inkstream-generate-" + store + "-changelog", true);
        }
        var passedOver = new AtomicLong();
        var listener = new GeneratorListener() {
            @Override
            public void passedOver(String topic) {
                assertThat(topic).startsWith("inkstream-generate-").endsWith("-changelog");
                passedOver.incrementAndGet();
            }
        };
        try (var generator = StreamsApplication.generator(elsewhere(), listener)) {
            generator.start();
            prompt();
            assertThat(generator.error()).isEmpty();
        }
        assertThat(passedOver.get()).isGreaterThan(RECORDS / 2);

        passedOver.set(0);
        try (var generator = StreamsApplication.generator(elsewhere(), listener)) {
            generator.start();
            prompt();
        }
        assertThat(passedOver.get())
                .as("what was passed over is gone from the queue")
                .isLessThan(RECORDS / 2);
    }

    private void prompt() {
        patiently("an answer")
                .untilAsserted(() -> assertThat(new CommandLineRun(settings)
                                .run("prompt", "one ", "--key", "s", "--length", "5", "--timeout", "20", "--json")
                                .out())
                        .contains("\"finishReason\":\"LENGTH\""));
    }

    @Test
    void a_trainer_goes_on_beside_what_is_none_of_its_own_and_ends_with_the_reason_where_its_own_is_spoiled()
            throws Exception {
        var configuration = elsewhere();
        learn(configuration, 1);
        String changelog = "inkstream-train-checkpoint-changelog";
        spoil(configuration, changelog, false);
        spoil(configuration, "inkstream-train-kept-text-changelog", false);
        learn(elsewhere(), 2);

        try (var producer = producer(configuration)) {
            producer.send(new ProducerRecord<>(
                            changelog, "default/head".getBytes(StandardCharsets.UTF_8), new byte[] {1}))
                    .get();
        }
        try (var trainer = StreamsApplication.trainer(elsewhere())) {
            trainer.start();
            patiently("its end").until(() -> trainer.error().isPresent());
            assertThat(trainer.reason().orElseThrow())
                    .contains("store checkpoint of model default is not as a trainer keeps it", "train --from FILE");
        }
    }

    /** Text for a window more, and reports of it. */
    private void learn(Configuration configuration, int window) throws Exception {
        try (var trainer = StreamsApplication.trainer(configuration);
                var producer = producer(configuration);
                var reports = new TopicReader(configuration, TopicNames.METRICS)) {
            trainer.start();
            producer.send(new ProducerRecord<>(
                            TopicNames.CORPUS,
                            null,
                            "one two three four"
                                    .substring(0, 18)
                                    .concat(" five six ")
                                    .getBytes(StandardCharsets.UTF_8)))
                    .get();
            reports.toBeginning();
            var seen = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            patiently("reports of window " + window).until(() -> {
                reports.readToEnd(seen::add);
                assertThat(trainer.error()).isEmpty();
                return seen.size() >= window;
            });
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Configuration configuration) {
        return new KafkaProducer<>(configuration.kafka(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @param ours whether records that are there are spoiled too, under their own keys */
    private void spoil(Configuration configuration, String changelog, boolean ours) throws Exception {
        var there = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var reader = new TopicReader(configuration, changelog)) {
            reader.toBeginning();
            reader.readToEnd(there::add);
        }
        var good = there.stream().filter(record -> record.value() != null).toList();
        try (var producer = producer(configuration)) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] key = bytes(random.nextInt(40));
                byte[] value = bytes(random.nextInt(200));
                if (ours && !good.isEmpty() && i % 3 == 0) {
                    var record = good.get(random.nextInt(good.size()));
                    key = record.key();
                    value = Arrays.copyOf(record.value(), random.nextInt(record.value().length + 1));
                }
                producer.send(new ProducerRecord<>(changelog, 0, key, value)).get();
            }
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
