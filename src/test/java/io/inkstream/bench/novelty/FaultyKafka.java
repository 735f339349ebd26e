package io.inkstream.bench.novelty;

import io.inkstream.chaos.SmallDisk;
import io.inkstream.local.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link MortalBroker} with producers, consumers and a {@link WordCounter}, to which something goes wrong every third round: each fault for the first time
 * later than the one before, and then drawn. What the clients make of a fault is theirs: its exception is dropped, its lines are in their log.
 */
final class FaultyKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FaultyKafka.class);
    static final String ORDERS = "orders";
    private static final int QUIET_ROUNDS = 2;
    private static final int EVERY = 3;
    private static final int DISK_MEBIBYTES = 128;
    /** Records that are sent at once. */
    private static final int BURST = 1000;

    private static final int BURSTS_MOST = 20;
    private static final int LARGER_THAN_ALLOWED = 2 << 20;
    private static final long PATIENCE_S = 5;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final List<String> WORDS = List.of("order", "paid", "sent", "lost", "back", "open", "new");

    private final Random random = new Random(1);
    private final Path folder;
    private final Consumer<SaidLine> listener;
    private final KafkaTalks talks;
    private final int port = FreePorts.claim(0, "--kafka-port");
    private final Optional<SmallDisk> disk;
    private final List<Fault> faults;
    private MortalBroker broker;
    private final Admin admin;
    private final WordCounter counter;
    private WordCounter second;
    private String topic;
    private int round;

    @FunctionalInterface
    private interface Fault {
        void happen() throws Exception;
    }

    /** @param listener is told what all of them log */
    FaultyKafka(Path folder, Consumer<SaidLine> listener) throws Exception {
        this.folder = folder;
        this.listener = listener;
        talks = new KafkaTalks(listener);
        disk = SmallDisk.mounted(folder.resolve("broker"), DISK_MEBIBYTES);
        faults = faults();
        startBroker();
        admin = Admin.create(settings(Map.of()));
        create(ORDERS, 3);
        create(WordCounter.COUNTED, 3);
        counter = new WordCounter(bootstrapServers(), folder.resolve("first"));
    }

    /** In the order of their first time. The broker is killed more than once, as what that leaves behind depends on the moment. */
    private List<Fault> faults() {
        var all = new ArrayList<Fault>();
        disk.ifPresentOrElse(
                small -> all.add(() -> diskFull(small)),
                () -> LOG.warn("no disk will be full: it takes Linux and root to mount one that is small"));
        all.addAll(List.of(
                this::brokerKilled,
                this::tooLarge,
                this::topicUnknown,
                this::replicasMissing,
                this::producerFenced,
                this::brokerKilled,
                this::poison,
                this::tooSlow,
                this::outOfRange,
                this::brokerAway,
                this::wrongPassword,
                this::brokerKilled,
                this::settingWrong,
                this::counterJoinsOrLeaves,
                this::partitionsAdded,
                this::groupDeleted));
        return all;
    }

    /** Whether the broker's disk can be full. */
    boolean hasSmallDisk() {
        return disk.isPresent();
    }

    /** Some work, and what is to go wrong. */
    void round() {
        topic = "topic-" + round;
        attempt(() -> create(topic, 1 + random.nextInt(3)));
        produce(ORDERS, 60);
        produce(topic, 40);
        consume("group-" + round % 3, topic, 6, Map.of());
        if (round % 4 == 3) {
            attempt(() ->
                    admin.deleteTopics(List.of("topic-" + (round - 3))).all().get(PATIENCE_S, TimeUnit.SECONDS));
        }
        int since = round++ - QUIET_ROUNDS;
        if (since >= 0 && since % EVERY == 0) {
            int number = since / EVERY;
            attempt(faults.get(number < faults.size() ? number : random.nextInt(faults.size())));
        }
    }

    private static void attempt(Fault fault) {
        try {
            fault.happen();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void startBroker() throws IOException {
        broker = MortalBroker.start(folder.resolve("broker"), port, listener);
    }

    private String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    private Map<String, Object> settings(Map<String, Object> more) {
        var settings = new HashMap<String, Object>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.putAll(more);
        return settings;
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        var settings = settings(more);
        // What a broker that is away cannot take is given up soon: the round goes on.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3000);
        return new KafkaProducer<>(settings);
    }

    private void create(String name, int partitions) throws Exception {
        admin.createTopics(
                        List.of(new NewTopic(name, partitions, (short) 1).configs(Map.of("segment.bytes", "1048576"))))
                .all()
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private void produce(String to, int records) {
        attempt(() -> {
            try (var producer = producer(Map.of())) {
                for (int i = 0; i < records; i++) {
                    producer.send(record(to));
                }
            }
        });
    }

    private ProducerRecord<String, String> record(String to) {
        var words = random.ints(6, 0, WORDS.size()).mapToObj(WORDS::get).toList();
        return new ProducerRecord<>(to, "key-" + random.nextInt(50), String.join(" ", words));
    }

    private void consume(String group, String from, int polls, Map<String, Object> more) {
        attempt(() -> {
            var settings = settings(more);
            settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
            try (var consumer = new KafkaConsumer<String, String>(settings)) {
                consumer.subscribe(List.of(from));
                for (int i = 0; i < polls; i++) {
                    consumer.poll(POLL);
                    consumer.commitSync(Duration.ofSeconds(PATIENCE_S));
                }
            }
        });
    }

    private void tooLarge() throws Exception {
        try (var producer = producer(Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * LARGER_THAN_ALLOWED))) {
            producer.send(new ProducerRecord<>(topic, "x".repeat(LARGER_THAN_ALLOWED)))
                    .get();
        }
    }

    private void topicUnknown() {
        consume("lost", "no-such-topic", 5, Map.of());
    }

    private void replicasMissing() throws Exception {
        admin.createTopics(List.of(new NewTopic("replicated", 1, (short) 3)))
                .all()
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private void producerFenced() {
        Map<String, Object> same = Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "transactions");
        try (var one = producer(same);
                var other = producer(same)) {
            one.initTransactions();
            one.beginTransaction();
            one.send(new ProducerRecord<>(topic, "sent"));
            one.flush();
            other.initTransactions();
            one.commitTransaction();
        }
    }

    private void poison() throws Exception {
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(ORDERS, "key", WordCounter.POISON))
                    .get();
        }
    }

    private void tooSlow() {
        consume("slow", topic, 3, Map.of(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 50));
    }

    private void outOfRange() {
        try (var consumer = new KafkaConsumer<String, String>(settings(Map.of()))) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 99_999);
            for (int i = 0; i < 4; i++) {
                consumer.poll(POLL);
            }
        }
    }

    private void brokerAway() throws Exception {
        broker.stop();
        startBroker();
    }

    /** Killed while there is more to write than it has acknowledged. */
    private void brokerKilled() throws Exception {
        var acknowledged = new CountDownLatch(1 + random.nextInt(BURST / 2));
        try (var producer = producer(Map.of(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 10))) {
            for (int i = 0; i < BURST; i++) {
                producer.send(record(i % 2 == 0 ? ORDERS : topic), (metadata, failure) -> acknowledged.countDown());
            }
            acknowledged.await(PATIENCE_S, TimeUnit.SECONDS);
            broker.kill();
            startBroker();
        }
    }

    /** The broker ends of it, as any does that has no other disk; one that held on would be killed, and both leave logs to recover. */
    private void diskFull(SmallDisk small) throws Exception {
        var filler = small.path().resolve("filler");
        SmallDisk.fill(filler);
        for (int i = 0; i < BURSTS_MOST && broker.isAlive(); i++) {
            produce(ORDERS, BURST);
        }
        broker.kill();
        Files.delete(filler);
        startBroker();
    }

    private void wrongPassword() throws Exception {
        var settings = settings(Map.of(
                "security.protocol", "SASL_PLAINTEXT",
                "sasl.mechanism", "PLAIN",
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\" password=\"b\";",
                "default.api.timeout.ms", 3000,
                "request.timeout.ms", 2000));
        try (var stranger = Admin.create(settings)) {
            stranger.listTopics().names().get(PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    private void settingWrong() throws Exception {
        var set = new AlterConfigOp(new ConfigEntry("retention.ms", "minus one"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                .all()
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private void counterJoinsOrLeaves() {
        if (second == null) {
            second = new WordCounter(bootstrapServers(), folder.resolve("second"));
        } else {
            second.close();
            second = null;
        }
    }

    private void partitionsAdded() throws Exception {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(6))).all().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private void groupDeleted() throws Exception {
        admin.deleteConsumerGroups(List.of("group-" + (round - 1) % 3)).all().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        counter.close();
        if (second != null) {
            second.close();
        }
        admin.close();
        broker.stop();
        talks.close();
        if (disk.isPresent()) {
            disk.get().close();
        }
    }
}
