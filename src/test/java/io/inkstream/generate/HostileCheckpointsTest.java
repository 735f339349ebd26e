package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.engine.Engine;
import io.inkstream.generate.admission.PendingLimit;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.request.ValueFormats;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands on {@code model-checkpoints}: the newest checkpoint that is wholly well answers. */
final class HostileCheckpointsTest {

    private static final long SEED = 20_261_129;

    /** How far behind a whole checkpoint's step one is that is damaged: no flip of a single bit makes one of these digits a 0, and its key that of the whole one. */
    private static final int[] BEHIND = {3, 5, 6, 7, 9};

    static final GeneratorSettings SETTINGS = new GeneratorSettings(
            new GeneratorSettings.Model("default", OptionalLong.empty(), Optional.empty()),
            new PromptRules(1000, 1000),
            new PendingLimit(3, false),
            4,
            new GeneratorSettings.Stores(Duration.ZERO, true, false, Duration.ofHours(1)),
            Set.of(),
            ValueFormats.USUAL);

    private final AvroWithoutRegistry avro = new AvroWithoutRegistry();
    private final AtomicInteger passedOver = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Random random = new Random(SEED);
    private TopologyTestDriver driver;

    @TempDir
    private Path folder;

    private final class Counting implements GeneratorListener {
        @Override
        public void passedOver(String topic) {
            assertThat(topic).isEqualTo(TopicNames.CHECKPOINTS);
            passedOver.incrementAndGet();
        }

        @Override
        public void refused() {
            refused.incrementAndGet();
        }
    }

    @BeforeEach
    void start() {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(
                GeneratorTopology.build(
                        SETTINGS,
                        () -> Engine.named("portable", 1),
                        avro,
                        avro,
                        Runnable::run,
                        new BusyPartitions(),
                        InstantSource.fixed(Instant.EPOCH),
                        () -> 0,
                        new Counting()),
                properties);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void a_record_that_is_of_no_checkpoint_is_passed_over_and_takes_no_place() {
        publish(Published.checkpoint("text8", "default", 20, 1));
        List<byte[]> keys = List.of(
                utf8("default/manifest/9999999999999999999"),
                utf8("default/manifest/20"),
                utf8("default/manifest/-000000000000000001"),
                utf8("default/chunk/0000000000000000020/2147483648"),
                utf8("default"),
                utf8("default/manifest/"),
                utf8("../manifest/0000000000000000020/x"),
                new byte[] {(byte) 0xFF},
                new byte[0]);
        keys.forEach(key -> send(key, avro.serializer().serialize("", manifest(20))));
        send(null, new byte[] {0, 0, 0, 0, 5});
        // No Avro under the key of what is well.
        send(utf8(CheckpointKeys.manifest("default", 20)), utf8("text"));
        send(utf8(CheckpointKeys.chunk("default", 20, 0)), new byte[0]);

        assertAnsweredBy(20);
        assertThat(passedOver).hasValue(keys.size() + 3);
        assertThat(refused).hasValue(0);
    }

    @Test
    void a_checkpoint_that_holds_no_numbers_or_lies_is_refused_once_and_the_one_before_answers() {
        publish(Published.checkpoint("text8", "default", 20, 1));
        for (int i = 0; i < 12; i++) {
            var checkpoint = Published.checkpoint("text8", "default", 100 + i, i);
            byte[] file = checkpoint.toBytes();
            ByteBuffer.wrap(file)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(
                            file.length - Float.BYTES * (1 + 100 * i),
                            i % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY);
            publish(checkpoint, file);
        }
        for (long step : new long[] {1000, Long.MAX_VALUE}) {
            // Another checkpoint's file under a step of its own.
            var lying = Published.checkpoint("text8", "default", step, 1);
            publish(lying, Published.checkpoint("text8", "default", 21, 1).toBytes());
        }
        assertAnsweredBy(20);
        assertAnsweredBy(20);
        assertThat(refused).hasValue(14);

        publish(Published.checkpoint("text8", "default", 30, 1));
        assertAnsweredBy(30);
        assertThat(refused).hasValue(14);
    }

    @Test
    void the_manifest_of_what_answers_under_a_later_step_does_not_hold_the_model_to_it() {
        publish(Published.checkpoint("text8", "default", 20, 1));
        assertAnsweredBy(20);
        send(
                utf8(CheckpointKeys.manifest("default", Long.MAX_VALUE)),
                avro.serializer().serialize("", manifest(20)));
        assertAnsweredBy(20);
        publish(Published.checkpoint("text8", "default", 30, 1));

        assertAnsweredBy(30);
        assertThat(refused).hasValue(1);
    }

    @Test
    void however_records_are_damaged_the_generator_goes_on_and_answers_with_a_whole_checkpoint() {
        for (int round = 1; round <= 20; round++) {
            publish(Published.checkpoint("text8", "default", round * 10L, round));
            for (int i = 0; i < 50; i++) {
                damaged(round * 10L);
            }
            assertAnsweredBy(round * 10L);
        }
        assertThat(passedOver).hasPositiveValue();
        assertThat(refused).hasPositiveValue();
    }

    /** A record of a checkpoint with a later step than any other, so that it would answer if it were well; some of it is not. */
    private void damaged(long behind) {
        long step = behind + BEHIND[random.nextInt(BEHIND.length)];
        var records = Published.records(Published.checkpoint("text8", "default", step, 1));
        boolean chunk = random.nextBoolean();
        byte[] key = utf8(chunk ? CheckpointKeys.chunk("default", step, 0) : CheckpointKeys.manifest("default", step));
        SpecificRecord value = chunk ? records.chunks().get(0) : records.manifest();
        byte[] bytes = avro.serializer().serialize("", value);
        switch (random.nextInt(7)) {
            case 0 -> key[random.nextInt(key.length)] ^= (byte) (1 << random.nextInt(8));
            // In the manifest, or in the numbers of the piece, whose digest it then has no longer.
            case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 3 -> random.nextBytes(bytes);
            case 4 -> key = utf8(CheckpointKeys.manifest("default", Math.abs(random.nextLong())));
            case 5 ->
                key = utf8(chunk ? CheckpointKeys.manifest("default", step) : CheckpointKeys.chunk("default", step, 0));
            default -> bytes = null;
        }
        send(key, bytes);
    }

    private void assertAnsweredBy(long step) {
        driver.createInputTopic(TopicNames.PROMPTS, new ByteArraySerializer(), avro.serializer())
                .pipeInput(Prompt.newBuilder()
                        .setText("the ")
                        .setLength(5)
                        .setSeed(1L)
                        .build());
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        var replies = driver.createOutputTopic(TopicNames.GENERATED, new ByteArrayDeserializer(), avro.deserializer())
                .readValuesToList();
        assertThat(replies)
                .singleElement()
                .satisfies(
                        reply -> assertThat(((GeneratedText) reply).getStep()).isEqualTo(step));
    }

    private static CheckpointManifest manifest(long step) {
        return Published.records(Published.checkpoint("text8", "default", step, 1))
                .manifest();
    }

    private void publish(Checkpoint checkpoint) {
        publish(checkpoint, checkpoint.toBytes());
    }

    private void publish(Checkpoint checkpoint, byte[] file) {
        var records = CheckpointRecords.of(checkpoint, file, null, List.of(), Map.of(), Instant.EPOCH);
        for (CheckpointChunk chunk : records.chunks()) {
            send(
                    utf8(CheckpointKeys.chunk(checkpoint.model(), checkpoint.step(), chunk.getPart())),
                    avro.serializer().serialize("", chunk));
        }
        send(
                utf8(CheckpointKeys.manifest(checkpoint.model(), checkpoint.step())),
                avro.serializer().serialize("", records.manifest()));
    }

    private void send(byte[] key, byte[] value) {
        driver.createInputTopic(TopicNames.CHECKPOINTS, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
