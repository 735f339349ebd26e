package io.inkstream.generate;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.bench.UntrainedModel;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.local.LocalStack;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that run at the same time, and hand partitions over to each other: a real broker. */
final class TwoInstancesIT {

    private static final int CASES = 5;
    private static final int PARTITIONS = 2;

    /** Of each partition. */
    private static final int SESSIONS = 3;

    /** Prompts that each partition is sent at once. */
    private static final int PORTION = 10;

    @TempDir
    private Path folder;

    private LocalStack stack;
    private Configuration configuration;
    private Deserializer<SpecificRecord> values;
    private KafkaProducer<String, SpecificRecord> producer;
    private TopicReader replies;
    private final Random random = new Random(20261127);

    /** By prompt and continuation, in the order that they came in. */
    private final Map<String, List<GeneratedText>> pieces = new TreeMap<>();

    /** Continuations that have ended, by prompt. */
    private final Map<String, Integer> ended = new HashMap<>();

    private int sent;
    private int whole;
    private int instances;

    @BeforeEach
    void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder.resolve("stack"), 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.put(Keys.PROFILE, "seed");
        settings.put(Keys.NODES, "16");
        settings.put(Keys.VOCABULARY, "bytes");
        settings.put(Keys.PROMPTS_PARTITIONS, Integer.toString(PARTITIONS));
        settings.put(Keys.STATE_DIR, folder.resolve("state").toString());
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        UntrainedModel.publish(configuration);
        var serde = AvroSerdes.values(configuration);
        values = serde.deserializer();
        producer = new KafkaProducer<>(configuration.kafka(), new StringSerializer(), serde.serializer());
        replies = new TopicReader(configuration, TopicNames.GENERATED);
        replies.toBeginning();
    }

    @AfterEach
    void stop() {
        producer.close();
        replies.close();
        stack.close();
    }

    @Test
    void replies_are_those_of_a_single_instance_whoever_has_a_partition_and_whenever_it_moves() {
        shared();
        var found = new TreeMap<>(pieces);
        pieces.clear();
        ended.clear();
        whole = 0;

        // The same records: a seed that a prompt has not comes from its place.
        var alone = instance("alone");
        try {
            awaitWhole(sent);
        } finally {
            alone.close();
        }

        assertThat(found.keySet()).isEqualTo(pieces.keySet());
        pieces.forEach(
                (reply, expected) -> assertThat(found.get(reply)).as(reply).isEqualTo(expected));
    }

    /** Two answer together; one hands its partition over and goes, and another comes and is handed one over, five times. */
    private void shared() {
        var running = new ArrayList<>(List.of(instance("shared"), instance("shared")));
        try {
            for (int i = 0; i < CASES; i++) {
                awaitPartitions(running, 1);
                send();
                awaitWhole(sent - random.nextInt(PARTITIONS * PORTION));
                running.remove(random.nextInt(running.size())).close();
                send();
                awaitPartitions(running, PARTITIONS);
                awaitWhole(sent - random.nextInt(PARTITIONS * PORTION));
                running.add(instance("shared"));
                send();
            }
            awaitPartitions(running, 1);
            awaitWhole(sent);
        } finally {
            running.forEach(StreamsApplication::close);
        }
    }

    /** A new one, without local state: what it takes over it has from the changelog. */
    private StreamsApplication instance(String application) {
        var instance = StreamsApplication.generator(configuration.with(Map.of(
                Keys.APPLICATION_ID,
                application,
                Keys.INSTANCE_ID,
                application + instances++,
                Keys.THREADS,
                Integer.toString(1 + random.nextInt(2)),
                Keys.PROMPTS_BATCH_MAX,
                Integer.toString(1 + random.nextInt(8)))));
        instance.start();
        return instance;
    }

    private static void awaitPartitions(List<StreamsApplication> instances, int each) {
        patiently()
                .until(() -> instances.stream()
                        .allMatch(instance -> instance.isRunning()
                                && instance.status().tasks().size() == each));
    }

    private void send() {
        for (int i = 0; i < PARTITIONS * PORTION; i++) {
            int partition = i % PARTITIONS;
            String session = random.nextInt(3) == 0 ? null : partition + "-" + random.nextInt(SESSIONS);
            var prompt = AnyPrompt.draw("p" + sent++, session != null, random);
            producer.send(new ProducerRecord<>(TopicNames.PROMPTS, partition, session, prompt));
        }
        producer.flush();
    }

    /** Until so many prompts are answered to the end. */
    private void awaitWhole(int prompts) {
        patiently().pollInSameThread().pollDelay(Duration.ZERO).until(() -> {
            replies.poll(Duration.ofMillis(20))
                    .forEach(record -> hear((GeneratedText) values.deserialize(TopicNames.GENERATED, record.value())));
            return whole >= prompts;
        });
    }

    private void hear(GeneratedText reply) {
        assertThat(reply.getFinishReason()).as(reply.getError()).isNotEqualTo(FinishReason.ERROR);
        pieces.computeIfAbsent(reply.getId() + "/" + reply.getIndex(), name -> new ArrayList<>())
                .add(timeless(reply));
        if (reply.getLast() && ended.merge(reply.getId(), 1, Integer::sum).equals(reply.getCount())) {
            whole++;
        }
    }

    /** Without what clocks say. */
    private static GeneratedText timeless(GeneratedText reply) {
        return GeneratedText.newBuilder(reply)
                .setStartedAt(Instant.EPOCH)
                .setFinishedAt(Instant.EPOCH)
                .setQueueMillis(null)
                .setPrefillMillis(null)
                .setGenerationMillis(null)
                .build();
    }
}
