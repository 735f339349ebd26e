package io.inkstream.poison;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.inkstream.config.Configuration;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.local.LocalStack;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.deadletter.DeadLetters;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Ten thousand broken records among good ones: each is used or a dead letter, and nothing else comes of it. */
final class PoisonIT {

    private static final long SEED = 20_260_514;
    private static final int BROKEN_TEXTS = 7_000;
    private static final int BROKEN_PROMPTS = 3_000;
    private static final String LINE_END = "\n";
    private static final int CHECKPOINT_EVERY = 5;
    private static final long HEAP_GROWTH_MAX = 100L << 20;

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static Configuration configuration;
    private static StreamsApplication trainer;
    private static StreamsApplication generator;
    private static Fuzzer fuzzer;
    private static Oracle oracle;
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

    /** What was sent, without its bytes. */
    private record Sent(Fuzzer.Way way, byte[] key, int valueHash, int valueLength) {}

    @BeforeAll
    static void start() throws Exception {
        stack = LocalStack.start(Path.of(System.getProperty("inkstream.home")), folder, 0, 0);
        var settings = new TreeMap<>(stack.settings());
        settings.put("corpus.line.end", "\\n");
        settings.putAll(Map.of(
                "profile", "seed",
                "nodes", "4",
                "batch.size", "64",
                "segment.length", "100",
                "unrollings", "50",
                "validation.characters", "0",
                "checkpoint.every", Integer.toString(CHECKPOINT_EVERY),
                "prompt.length.max", Integer.toString(Fuzzer.LENGTH_MAX),
                "prompt.text.max", Integer.toString(Fuzzer.TEXT_MAX),
                "state.dir", folder.resolve("state").toString()));
        configuration = Configuration.load(settings, Map.of(), Optional.empty());
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        var ids = StrangeSchemas.register(
                stack.settings().get("schema.registry.url"),
                CorpusText.getClassSchema(),
                // Its records are written by hand, as the first release wrote them: they must be read for ever.
                new Schema.Parser()
                        .parse(Path.of("schemas/history/Prompt/1.avsc").toFile()),
                GeneratedText.getClassSchema());
        fuzzer = new Fuzzer(SEED, ids);
        oracle = new Oracle(ids);
        LOG.start();
        ((Logger) LoggerFactory.getLogger("io.inkstream")).addAppender(LOG);
        trainer = StreamsApplication.trainer(configuration);
        generator = StreamsApplication.generator(configuration);
        trainer.start();
        generator.start();
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger("io.inkstream")).detachAppender(LOG);
        generator.close();
        trainer.close();
        stack.close();
    }

    @Test
    void each_record_is_used_or_a_dead_letter_and_the_model_is_that_of_the_good_ones_alone() throws Exception {
        System.out.println("Poison: seed " + SEED);
        var texts = new ArrayList<Sent>();
        var used = new StringBuilder();
        var usedOffsets = new HashSet<Long>();
        var prompts = new ArrayList<Sent>();
        var asked = new TreeMap<Long, Oracle.Asked>();
        long heapBefore;
        try (var producer = producer()) {
            for (int i = 0; i < 600; i++) {
                sendText(producer, new Fuzzer.Broken(null, null, fuzzer.goodText()), texts, used, usedOffsets);
            }
            patiently().until(() -> newest().isPresent());
            heapBefore = heap();
            for (int i = 0; i < BROKEN_TEXTS; i++) {
                sendText(producer, fuzzer.corpus(), texts, used, usedOffsets);
                if (i % 10 == 0) {
                    sendText(producer, new Fuzzer.Broken(null, null, fuzzer.goodText()), texts, used, usedOffsets);
                }
                if (i * BROKEN_PROMPTS / BROKEN_TEXTS > (i - 1) * BROKEN_PROMPTS / BROKEN_TEXTS) {
                    sendPrompt(producer, fuzzer.prompt(), prompts, asked);
                }
                if (i % 100 == 0) {
                    sendPrompt(producer, new Fuzzer.Broken(null, null, fuzzer.goodPrompt()), prompts, asked);
                }
            }
        }
        assertThat(texts.size() - usedOffsets.size()).isGreaterThan(BROKEN_TEXTS / 2);

        var reasons = new TreeMap<String, Integer>();
        var letters = new HashMap<String, Integer>();
        int wanted = texts.size() - usedOffsets.size() + prompts.size() - asked.size();
        var wrong = new ArrayList<String>();
        try (var reader = new TopicReader(configuration, TopicNames.DEAD_LETTERS)) {
            reader.toBeginning();
            patiently().pollInSameThread().untilAsserted(() -> {
                for (var letter : reader.poll(Duration.ofMillis(100))) {
                    String topic = header(letter, DeadLetters.TOPIC);
                    long offset = Long.parseLong(header(letter, DeadLetters.OFFSET));
                    var sent = (topic.equals(TopicNames.CORPUS) ? texts : prompts).get((int) offset);
                    boolean good =
                            topic.equals(TopicNames.CORPUS) ? usedOffsets.contains(offset) : asked.containsKey(offset);
                    boolean once = letters.merge(topic + offset, 1, Integer::sum) == 1;
                    String message = header(letter, DeadLetters.MESSAGE);
                    if (good
                            || !once
                            || !header(letter, DeadLetters.PARTITION).equals("0")
                            || message.isEmpty()
                            || Arrays.hashCode(letter.value()) != sent.valueHash()
                            || !Arrays.equals(letter.key(), sent.key())) {
                        wrong.add(topic + "@" + offset + " (" + sent.way() + "): " + message);
                    }
                    reasons.merge(topic + Reason.of(message), 1, Integer::sum);
                }
                assertRunning();
                assertThat(missing(TopicNames.CORPUS, texts, usedOffsets, letters))
                        .isEmpty();
                assertThat(missing(TopicNames.PROMPTS, prompts, asked.keySet(), letters))
                        .isEmpty();
            });
        }
        assertThat(wrong).isEmpty();
        assertThat(letters).hasSize(wanted);
        Reason.print(
                List.of(TopicNames.CORPUS, TopicNames.PROMPTS), reasons, List.of(usedOffsets.size(), asked.size()));
        assertThat(reasons.get(TopicNames.CORPUS + Reason.OTHER)).isNull();
        assertThat(reasons.get(TopicNames.PROMPTS + Reason.OTHER)).isNull();
        assertReplies(prompts, asked);

        assertThat(orderedText()).isEqualTo(used.toString());
        var expected = goodAlone(used.toString());
        patiently().untilAsserted(() -> {
            assertRunning();
            assertThat(newest().map(CheckpointManifest::getStep)).contains(expected.step());
        });
        assertThat(newest().map(CheckpointManifest::getSha256)).contains(expected.sha256());
        patiently().untilAsserted(() -> assertThat(heap() - heapBefore).isLessThan(HEAP_GROWTH_MAX));
        assertRunning();
        assertThat(LOG.list)
                .filteredOn(event -> event.getMessage().startsWith("Dead letter"))
                .hasSizeBetween(10, 100);
    }

    /** Every prompt that can be read has one reply, in the order they were sent. */
    private static void assertReplies(List<Sent> prompts, SortedMap<Long, Oracle.Asked> asked) {
        var values = AvroSerdes.values(configuration).deserializer();
        var replies = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var reader = new TopicReader(configuration, TopicNames.GENERATED)) {
            reader.toBeginning();
            patiently().pollInSameThread().until(() -> {
                assertRunning();
                reader.poll(Duration.ofMillis(100)).forEach(replies::add);
                return replies.size() >= asked.size();
            });
        }
        assertThat(replies).hasSameSizeAs(asked.keySet());
        var sessions = new HashSet<String>();
        // Prompts are answered side by side: replies keep the order of a session's prompts alone.
        var expected = new ArrayList<String>();
        asked.forEach((offset, prompt) -> {
            var sent = prompts.get(offset.intValue());
            String session = sent.key() == null ? null : HexFormat.of().formatHex(sent.key());
            boolean wrong = prompt.isWrong(sent.valueLength())
                    || prompt.text().isEmpty() && (prompt.reset() || !sessions.contains(session));
            String id =
                    prompt.id() == null || prompt.id().isEmpty() || prompt.id().length() > 1000
                            ? TopicNames.PROMPTS + "-0@" + offset
                            : prompt.id();
            var reason = wrong ? FinishReason.ERROR : FinishReason.LENGTH;
            expected.add(session + " " + id + " " + reason + " " + (wrong ? 0 : prompt.length()));
            if (!wrong && session != null) {
                sessions.add(session);
            }
        });
        var found = new ArrayList<String>();
        for (var record : replies) {
            var reply = (GeneratedText) values.deserialize(TopicNames.GENERATED, record.value());
            String session = record.key() == null ? null : HexFormat.of().formatHex(record.key());
            found.add(session + " " + reply.getId() + " " + reply.getFinishReason() + " "
                    + reply.getText().length());
        }
        Collections.sort(expected);
        Collections.sort(found);
        assertThat(found).isEqualTo(expected);
    }

    /** The first records that should be dead letters and are not yet. */
    private static List<String> missing(String topic, List<Sent> sent, Set<Long> good, Map<String, Integer> letters) {
        return LongStream.range(0, sent.size())
                .filter(offset -> !good.contains(offset) && !letters.containsKey(topic + offset))
                .mapToObj(offset -> topic + "@" + offset + " of " + sent.size() + ": "
                        + sent.get((int) offset).way())
                .limit(5)
                .toList();
    }

    private static void assertRunning() {
        assertThat(trainer.error()).isEmpty();
        assertThat(generator.error()).isEmpty();
    }

    private static void sendText(
            KafkaProducer<byte[], byte[]> producer,
            Fuzzer.Broken record,
            List<Sent> sent,
            StringBuilder used,
            HashSet<Long> usedOffsets) {
        oracle.text(record.value(), LINE_END).ifPresent(text -> {
            used.append(text);
            usedOffsets.add((long) sent.size());
        });
        send(producer, TopicNames.CORPUS, record, sent);
    }

    private static void sendPrompt(
            KafkaProducer<byte[], byte[]> producer,
            Fuzzer.Broken record,
            List<Sent> sent,
            Map<Long, Oracle.Asked> asked) {
        oracle.prompt(record.key(), record.value()).ifPresent(prompt -> asked.put((long) sent.size(), prompt));
        send(producer, TopicNames.PROMPTS, record, sent);
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, String topic, Fuzzer.Broken broken, List<Sent> sent) {
        long offset = sent.size();
        byte[] value = broken.value();
        sent.add(new Sent(broken.way(), broken.key(), Arrays.hashCode(value), value == null ? -1 : value.length));
        var record = broken.way() == Fuzzer.Way.NO_TIMESTAMP
                ? new Untimed(topic, broken.key(), value)
                : new ProducerRecord<>(topic, broken.key(), value);
        if (broken.headerBytes() > 0) {
            record.headers().add("large", new byte[broken.headerBytes()]);
        }
        producer.send(record, (metadata, e) -> {
            if (e != null || metadata.offset() != offset) {
                throw new IllegalStateException("a record must be sent and have offset " + offset + ": " + metadata, e);
            }
        });
    }

    /** Without a timestamp, as clients in other languages may send it. */
    private static final class Untimed extends ProducerRecord<byte[], byte[]> {

        Untimed(String topic, byte[] key, byte[] value) {
            super(topic, key, value);
        }

        @Override
        public Long timestamp() {
            return -1L;
        }
    }

    /** All that the trainer took, as it stands on corpus-ordered. */
    private static String orderedText() {
        var text = new StringBuilder();
        try (var reader = new TopicReader(configuration, TopicNames.CORPUS_ORDERED)) {
            reader.toBeginning();
            reader.readToEnd(record -> text.append(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return text.toString();
    }

    private record Digest(long step, String sha256) {}

    /** The newest checkpoint that training on this text alone leads to. */
    private static Digest goodAlone(String text) {
        var settings = RecordedSettings.of(configuration);
        var learner = new Learner(settings, Engine.named("portable", 1));
        var windows = settings.window().batches();
        windows.append(settings.vocabulary().encode(text).ids());
        var digest = new Digest(0, "");
        while (windows.hasNext()) {
            learner.step(windows.next());
            if (learner.steps() % CHECKPOINT_EVERY == 0) {
                digest = new Digest(learner.steps(), learner.weights().sha256());
            }
        }
        return digest;
    }

    private static Optional<CheckpointManifest> newest() {
        return new CheckpointTopic(configuration).newest("default");
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        byte[] value = letter.headers().lastHeader(name).value();
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
