package io.inkstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.Chunks;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.generate.BusyPartitions;
import io.inkstream.generate.GeneratorListener;
import io.inkstream.generate.GeneratorSettings;
import io.inkstream.generate.GeneratorTopology;
import io.inkstream.generate.admission.PendingLimit;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.request.ValueFormats;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.deadletter.DeadLetter;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.train.Intake;
import io.inkstream.train.NoHistory;
import io.inkstream.train.TrainerListener;
import io.inkstream.train.TrainerTopology;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a record of the largest size becomes, on every topic that is read. The sizes are Kafka's own: those of a batch of one record,
 * which a broker compares with {@code max.message.bytes}. One that is larger comes in when it was compressed.
 */
final class LargestRecordTest {

    /** Kafka's {@code max.message.bytes} by default. */
    private static final int LARGEST = 1_048_588;

    private static final byte[] MODEL = "default".getBytes(StandardCharsets.UTF_8);

    private final AvroWithoutRegistry avro = new AvroWithoutRegistry();

    @TempDir
    private Path folder;

    /** Which part of a record is as large as can be, and what is in it. */
    private enum Shape {
        TEXT,
        LONG_CHARACTERS,
        NOT_TEXT,
        AVRO,
        KEY,
        HEADER
    }

    @ParameterizedTest
    @ValueSource(strings = {TopicNames.CORPUS, TopicNames.CORPUS_ORDERED, TopicNames.PROMPTS})
    void whatever_becomes_of_it_fits_the_topic_that_it_goes_to(String topic) {
        var topology = topic.equals(TopicNames.PROMPTS) ? generator() : trainer();
        try (var driver = new TopologyTestDriver(topology, properties())) {
            for (var shape : Shape.values()) {
                for (int bytes : new int[] {LARGEST - 1, LARGEST, LARGEST + 1}) {
                    var record = record(topic, shape, bytes);
                    assertThat(size(record)).isEqualTo(bytes);
                    driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                            .pipeInput(record);
                    driver.advanceWallClockTime(Duration.ofSeconds(1));

                    assertThat(becameOf(driver))
                            .as("%s of %d bytes", shape, bytes)
                            .isPositive();
                }
            }
        }
    }

    /** How many records came of what was sent last. */
    private static int becameOf(TopologyTestDriver driver) {
        int became = 0;
        for (String topic : driver.producedTopicNames()) {
            int most = topic.equals(TopicNames.DEAD_LETTERS) ? DeadLetter.LARGEST_BYTES : LARGEST;
            var records = driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList();
            assertThat(records)
                    .as("on %s", topic)
                    .allSatisfy(each -> assertThat(size(each)).isLessThanOrEqualTo(most));
            became += records.size();
        }
        return became;
    }

    private TestRecord<byte[], byte[]> record(String topic, Shape shape, int bytes) {
        byte[] key = topic.equals(TopicNames.PROMPTS) ? new byte[] {'s'} : MODEL;
        byte[] value = "text".getBytes(StandardCharsets.UTF_8);
        var headers = new RecordHeaders();
        int more = bytes - size(new TestRecord<>(key, value, headers, Instant.EPOCH)) - 16;
        switch (shape) {
            case TEXT -> value = filled(more, (byte) 'a');
            case LONG_CHARACTERS -> value = "\uD83D\uDE00".repeat(more / 4).getBytes(StandardCharsets.UTF_8);
            case NOT_TEXT -> value = filled(more, (byte) 0xFF);
            case AVRO -> value = avro(topic, "a".repeat(more - 100));
            case KEY -> key = filled(more, (byte) 'k');
            case HEADER -> headers.add("header", new byte[more - 16]);
        }
        // To the byte: what is missing is in a header.
        var record = new TestRecord<>(key, value, headers, Instant.EPOCH);
        for (int pad = Math.max(0, bytes - size(record) - 16); size(record) < bytes; pad++) {
            var padded = new RecordHeaders(headers);
            padded.add("p", new byte[pad]);
            record = new TestRecord<>(key, value, padded, Instant.EPOCH);
        }
        return record;
    }

    private byte[] avro(String topic, String text) {
        return avro.serializer()
                .serialize(
                        topic,
                        topic.equals(TopicNames.PROMPTS)
                                ? Prompt.newBuilder().setText(text).build()
                                : new CorpusText(text));
    }

    private static byte[] filled(int length, byte with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, with);
        return bytes;
    }

    private static int size(TestRecord<byte[], byte[]> record) {
        return DefaultRecordBatch.sizeInBytes(List.of(new SimpleRecord(
                0, record.key(), record.value(), record.headers().toArray())));
    }

    private Properties properties() {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        return properties;
    }

    /** With a window that no text here fills. */
    private Topology trainer() {
        var learner = new LearnerSettings(
                new BytesVocabulary(),
                new NetworkSettings(2, 1, 0, 0, 0.1),
                new WindowSettings(64, 1 << 20, 5, 0, 0),
                new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(1, 1, 0), 1, 0),
                MixtureSize.NONE,
                7);
        var settings = new TrainerSettings(
                learner,
                new TrainerSettings.Models(new ModelNaming.Single("default"), 2, Optional.empty()),
                new TrainerSettings.Corpus(TextField.WHOLE, "\n", 250_000),
                new TrainerSettings.Validation(0, ValidationShare.NONE),
                new TrainerSettings.Reporting(4, 4, 0, 1),
                new TrainerSettings.Checkpointing(10, 3, 0),
                true,
                AlertSettings.NONE);
        return TrainerTopology.build(
                settings,
                Nd4jEngine::new,
                Nd4jEngine::new,
                avro,
                avro,
                new Intake(),
                new Unseen(),
                Optional.empty(),
                () -> Chunks.BYTES,
                () -> 0,
                NoHistory.INSTANCE,
                TrainerListener.NONE);
    }

    /** Without a model, so that prompts wait. */
    private Topology generator() {
        return GeneratorTopology.build(
                new GeneratorSettings(
                        new GeneratorSettings.Model("default", OptionalLong.empty(), Optional.empty()),
                        new PromptRules(100, 5_000_000),
                        new PendingLimit(10, false),
                        2,
                        new GeneratorSettings.Stores(Duration.ZERO, false, false, Duration.ofDays(1)),
                        Set.of(),
                        ValueFormats.USUAL),
                Nd4jEngine::new,
                avro,
                avro,
                Runnable::run,
                new BusyPartitions(),
                InstantSource.fixed(Instant.EPOCH),
                () -> 0,
                GeneratorListener.NONE);
    }
}
