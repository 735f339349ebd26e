package io.inkstream.generate;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.Refusals;
import io.inkstream.generate.store.StoredModels;
import io.inkstream.learn.Learner;
import io.inkstream.local.LocalStack;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.streams.TopologySettings;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Vocabulary;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.Clients;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.TopicSpec;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A model of 1,024 nodes, 22 MB a checkpoint, over a real broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BigModelIT {

    private static final int RECORD_MAX = 1 << 20;

    /** Two lanes of 20 characters: a window is two steps and a checkpoint. */
    private static final int WINDOW = 40;

    private static final int EARLY_WINDOWS = 4;
    private static final long PAYLOAD_LEAST = 20_000_000;
    /** Of checkpoints at every second step those that stay with checkpoint.keep=2: the newest two, and fewer of the older ones. */
    private static final List<Long> KEPT = List.of(2L, 4L, 2L * EARLY_WINDOWS, 2L * EARLY_WINDOWS + 2);

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static Configuration configuration;
    private static CheckpointTopic checkpoints;
    private static StreamsApplication trainer;
    private static Admin admin;

    @BeforeAll
    static void start() {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder, 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "1024",
                "vocabulary", "bytes",
                "batch.size", "2",
                "segment.length", "20",
                "validation.characters", "0",
                "sample.count", "0",
                "checkpoint.every", "2",
                "checkpoint.keep", "2",
                "state.dir", folder.resolve("state").toString()));
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        try (var topics = new TopicAdmin(configuration.kafka())) {
            topics.create(Topics.all(configuration));
        }
        admin = Admin.create(configuration.kafka());
        checkpoints = new CheckpointTopic(configuration);
        trainer = StreamsApplication.trainer(configuration);
        trainer.start();
    }

    @AfterAll
    static void stop() {
        trainer.close();
        admin.close();
        stack.close();
    }

    @Test
    @Order(1)
    void a_reader_that_stops_at_any_record_sees_whole_checkpoints_alone() throws Exception {
        send(0, EARLY_WINDOWS);
        var seen = new ArrayList<Long>();
        try (var topic = new TopicReader(configuration, TopicNames.CHECKPOINTS)) {
            var store = store();
            var records = new AtomicLong();
            var checkpoint = AvroSerdes.checkpoints(configuration).deserializer();
            var models = new Models(
                    store,
                    checkpoint,
                    records::get,
                    Optional.empty(),
                    new Refusals(() -> 0, GeneratorListener.NONE),
                    Runnable::run);
            topic.toBeginning();
            patiently().pollInSameThread().until(() -> {
                assertThat(trainer.error()).isEmpty();
                for (var record : topic.poll(Duration.ofMillis(100))) {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    store.put(key, record.value());
                    records.incrementAndGet();
                    // What the generator would answer from now: the old one between pieces, the new one with its
                    // manifest.
                    var newest = models.newest("default");
                    if (record.value() != null && CheckpointKey.isManifest(key)) {
                        seen.add(newest.orElseThrow().step());
                        assertThat(CheckpointKeys.manifest("default", seen.get(seen.size() - 1)))
                                .isEqualTo(key);
                        assertThat(newest.orElseThrow().weights().sha256())
                                .isEqualTo(newest.orElseThrow().sha256());
                    }
                }
                return seen.contains(2L * EARLY_WINDOWS);
            });
        }
        // Compaction may have taken the first ones before the reader came.
        assertThat(seen)
                .isSorted()
                .doesNotHaveDuplicates()
                .isSubsetOf(LongStream.rangeClosed(1, EARLY_WINDOWS)
                        .map(window -> 2 * window)
                        .boxed()
                        .toList())
                .hasSizeGreaterThan(1);
        var newest = checkpoints.newest("default").orElseThrow();
        assertThat(newest.getPayloadBytes()).isGreaterThan(PAYLOAD_LEAST);
        assertThat(newest.getSha256()).isEqualTo(uninterrupted(EARLY_WINDOWS));
    }

    @Test
    @Order(2)
    void no_record_is_larger_than_a_mebibyte() {
        try (var topics = new TopicAdmin(configuration.kafka())) {
            var names = topics.list().stream().map(TopicSpec::name).toList();
            assertThat(names).contains("inkstream-train-checkpoint-changelog", "inkstream-train-kept-text-changelog");
            for (String name : names) {
                try (var topic = new TopicReader(configuration, name)) {
                    topic.toBeginning();
                    topic.readToEnd(record -> assertThat(size(record)).as(name).isLessThanOrEqualTo(RECORD_MAX));
                }
            }
        }
    }

    @Test
    @Order(3)
    void compaction_leaves_the_newest_checkpoints_whole() throws Exception {
        set(new ConfigResource(ConfigResource.Type.BROKER, ""), Map.of("log.cleaner.backoff.ms", "100"));
        set(
                new ConfigResource(ConfigResource.Type.TOPIC, TopicNames.CHECKPOINTS),
                Map.of(
                        TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(1 << 20),
                        TopicConfig.SEGMENT_MS_CONFIG, "100",
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0",
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "1",
                        TopicConfig.DELETE_RETENTION_MS_CONFIG, "0",
                        TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, "0"));

        // Text for one more window: its records begin a new segment, so that what stands before can be cleaned.
        send(EARLY_WINDOWS, EARLY_WINDOWS + 1);
        patiently().pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(newestStep()).isEqualTo(2L * EARLY_WINDOWS + 2);
            assertThat(logBytes()).isLessThan((KEPT.size() + 1) * PAYLOAD_LEAST);
        });
        assertThat(steps()).isEqualTo(Set.copyOf(KEPT));

        assertThat(checkpoints.manifests())
                .extracting(CheckpointManifest::getStep)
                .containsExactlyElementsOf(KEPT);
        for (var manifest : checkpoints.manifests()) {
            assertThat(manifest.getPayloadBytes()).isGreaterThan(PAYLOAD_LEAST);
            assertThat(Checkpoint.fromBytes(checkpoints.file(manifest))
                            .weights()
                            .sha256())
                    .isEqualTo(manifest.getSha256());
        }
    }

    @Test
    @Order(4)
    void a_trainer_without_local_state_restores_it_and_goes_on_to_the_bit() throws Exception {
        trainer.close();
        deleteState();
        trainer = StreamsApplication.trainer(configuration);
        trainer.start();
        send(EARLY_WINDOWS + 1, EARLY_WINDOWS + 2);

        patiently()
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(newestStep()).isEqualTo(2L * EARLY_WINDOWS + 4));
        assertThat(checkpoints.newest("default").map(CheckpointManifest::getSha256))
                .contains(uninterrupted(EARLY_WINDOWS + 2));
    }

    @Test
    @Order(5)
    void it_reaches_the_generator() throws Exception {
        var newest = checkpoints.newest("default").orElseThrow();
        var generator = StreamsApplication.generator(configuration);
        try (generator;
                var replies = new TopicReader(configuration, TopicNames.GENERATED);
                var producer =
                        new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            replies.toEnd();
            generator.start();
            producer.send(new ProducerRecord<>(TopicNames.PROMPTS, "one two ")).get();
            var values = new ArrayList<byte[]>();
            patiently().pollInSameThread().until(() -> {
                assertThat(generator.error()).isEmpty();
                replies.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
                return !values.isEmpty();
            });
            var reply = (GeneratedText)
                    AvroSerdes.values(configuration).deserializer().deserialize(TopicNames.GENERATED, values.get(0));
            assertThat(reply.getFinishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(reply.getCheckpoint()).isEqualTo(newest.getSha256());
        }
    }

    @Test
    @Order(6)
    void a_line_of_900_kb_is_learned_over_many_transactions_each_far_below_its_time_out() throws Exception {
        trainer.close();
        trainer = StreamsApplication.trainer(configuration.with(Map.of("checkpoint.every", "1000000")));
        trainer.start();
        String line = NumbersCorpus.text().repeat(3).substring(0, 900_000);
        try (var producer =
                new KafkaProducer<>(configuration.kafka(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TopicNames.CORPUS, line)).get();
        }
        // The count of steps commits with the steps: each change of it is a transaction that ended before the broker
        // gave it up.
        try (var steps = new TopicReader(configuration, "inkstream-train-checkpoint-changelog")) {
            steps.toEnd();
            for (int commit = 0; commit < 4; commit++) {
                patiently().pollInSameThread().until(() -> {
                    assertThat(trainer.error()).isEmpty();
                    return steps.poll(Duration.ofMillis(20)).iterator().hasNext();
                });
            }
        }
    }

    private static void send(int fromWindow, int toWindow) throws IOException {
        // One character more than the windows: the last of each is the first of the next.
        int from = fromWindow == 0 ? 0 : fromWindow * WINDOW + 1;
        try (var sender = Clients.corpus(configuration, null, from)) {
            sender.send(NumbersCorpus.text().substring(from, toWindow * WINDOW + 1));
            sender.flush();
        }
    }

    private static String uninterrupted(int windows) {
        var settings = RecordedSettings.of(configuration);
        try (var engine = TopologySettings.engine(configuration)) {
            var learner = new Learner(settings, engine);
            var batches = settings.window().batches();
            batches.append(Vocabulary.named("bytes")
                    .encode(NumbersCorpus.text().substring(0, windows * WINDOW + 1))
                    .ids());
            while (batches.hasNext()) {
                learner.step(batches.next());
            }
            assertThat(learner.steps()).isEqualTo(2L * windows);
            return learner.weights().sha256();
        }
    }

    private static long newestStep() {
        return checkpoints.newest("default").map(CheckpointManifest::getStep).orElse(0L);
    }

    /** The steps of all pieces that are still on the topic. */
    private static Set<Long> steps() {
        var steps = new HashSet<Long>();
        try (var topic = new TopicReader(configuration, TopicNames.CHECKPOINTS)) {
            topic.toBeginning();
            topic.readToEnd(record -> {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                if (!CheckpointKey.isManifest(key) && record.value() != null) {
                    steps.add(Long.parseLong(key.split("/")[2]));
                }
            });
        }
        return steps;
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        int headers = 0;
        for (var header : record.headers()) {
            headers += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize()) + headers;
    }

    private static long logBytes() throws Exception {
        return admin.describeLogDirs(Set.of(1)).allDescriptions().get().get(1).values().stream()
                .mapToLong(directory -> directory
                        .replicaInfos()
                        .get(new TopicPartition(TopicNames.CHECKPOINTS, 0))
                        .size())
                .sum();
    }

    private static void set(ConfigResource resource, Map<String, String> settings) throws Exception {
        var changes = settings.entrySet().stream()
                .map(entry ->
                        new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
    }

    private static void deleteState() throws IOException {
        try (var files = Files.walk(folder.resolve("state"))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What the generator's global store holds, in memory. */
    private static KeyValueStore<String, byte[]> store() {
        var store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StoredModels.STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        StateStoreContext context = new MockProcessorContext<>().getStateStoreContext();
        store.init(context, store);
        return store;
    }
}
