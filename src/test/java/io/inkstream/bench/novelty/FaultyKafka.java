package io.inkstream.bench.novelty;

import io.inkstream.local.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/**
 * A broker with producers, consumers and a {@link WordCounter}, to which something goes wrong every third round: each fault for the first time later than
 * the one before, and then drawn. What the clients make of a fault is theirs: its exception is dropped, its lines are in their log.
 */
final class FaultyKafka implements AutoCloseable {

    static final String ORDERS = "orders";
    private static final int QUIET_ROUNDS = 6;
    private static final int EVERY = 3;
    private static final int LARGER_THAN_ALLOWED = 2 << 20;
    private static final long PATIENCE_S = 5;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final List<String> WORDS = List.of("order", "paid", "sent", "lost", "back", "open", "new");

    private final Random random = new Random(1);
    private final Path folder;
    private final List<Fault> faults = List.of(
            this::tooLarge,
            this::topicUnknown,
            this::replicasMissing,
            this::producerFenced,
            this::poison,
            this::tooSlow,
            this::outOfRange,
            this::brokerAway,
            this::wrongPassword,
            this::settingWrong,
            this::counterJoinsOrLeaves,
            this::partitionsAdded,
            this::groupDeleted);
    private LocalBroker broker;
    private final Admin admin;
    private final WordCounter counter;
    private WordCounter second;
    private String topic;
    private int round;

    @FunctionalInterface
    private interface Fault {
        void happen() throws Exception;
    }

    FaultyKafka(Path folder) throws Exception {
        this.folder = folder;
        broker = LocalBroker.start(folder.resolve("broker"), 0);
        admin = Admin.create(settings(Map.of()));
        create(ORDERS, 3);
        create(WordCounter.COUNTED, 3);
        counter = new WordCounter(broker.bootstrapServers(), folder.resolve("first"));
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

    private Map<String, Object> settings(Map<String, Object> more) {
        var settings = new HashMap<String, Object>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.putAll(more);
        return settings;
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        return new KafkaProducer<>(settings(more));
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
                    var words =
                            random.ints(6, 0, WORDS.size()).mapToObj(WORDS::get).toList();
                    producer.send(new ProducerRecord<>(to, "key-" + random.nextInt(50), String.join(" ", words)));
                }
            }
        });
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

    private void brokerAway() {
        int port = broker.port();
        broker.close();
        broker = LocalBroker.start(folder.resolve("broker"), port);
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
            second = new WordCounter(broker.bootstrapServers(), folder.resolve("second"));
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
    public void close() {
        counter.close();
        if (second != null) {
            second.close();
        }
        admin.close();
        broker.close();
    }
}
