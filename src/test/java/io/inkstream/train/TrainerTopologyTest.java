package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.json.TextField;
import io.inkstream.text.BatchGenerator;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import io.inkstream.text.WindowedBatches;
import io.inkstream.train.corpus.ModelNaming;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.AlertSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerTopologyTest {

    /** Four lanes of 50 characters, 5 a step: ten steps from a window. */
    private static final LearnerSettings LEARNER = new LearnerSettings(
            new Text8Vocabulary(),
            new NetworkSettings(8, 1, 0, -0.1, 0.1),
            new WindowSettings(4, 50, 5, 0, 0),
            new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(1, 0.5, 1000), 1.25, 0),
            MixtureSize.NONE,
            7);

    private static final int HELD_OUT = 20;
    private static final String TEXT = NumbersCorpus.text().substring(0, HELD_OUT + 2 * 200 + 1);

    private final Unseen unseen = new Unseen();
    private int pieceBytes = Chunks.BYTES;
    private final AvroWithoutRegistry avro = new AvroWithoutRegistry();
    private final List<TopologyTestDriver> drivers = new ArrayList<>();
    private final Map<TopologyTestDriver, Map<String, SpecificRecord>> checkpoints = new HashMap<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        drivers.forEach(TopologyTestDriver::close);
    }

    @Test
    void reports_come_after_the_first_step_and_then_every_so_many_with_samples_in_every_fourth() {
        var driver = driver(settings(new ModelNaming.Single("default")));
        send(driver, avro(TEXT));

        var reports = reports(driver);
        assertThat(reports).extracting(TrainingReport::getStep).containsExactly(0L, 4L, 8L, 12L, 16L);
        assertThat(reports).extracting(report -> report.getSamples().size()).containsExactly(3, 0, 0, 0, 3);
        assertThat(reports.get(0).getSamples())
                .allSatisfy(sample -> assertThat(sample).hasSize(12).matches("[a-z ]*"));
        assertThat(reports.get(3).getCharacters()).isEqualTo(13 * 4 * 5);
        assertThat(reports).allSatisfy(report -> {
            assertThat(report.getModel()).isEqualTo("default");
            assertThat(report.getPerplexity()).isEqualTo(Math.exp(report.getMeanLoss()));
            assertThat(report.getBitsPerCharacter()).isEqualTo(report.getMeanLoss() / Math.log(2));
            assertThat(report.getValidationPerplexity()).isBetween(1.0, 30.0);
            assertThat(report.getHeldOutFromZero())
                    .isCloseTo(Math.log(report.getValidationPerplexity()) / Math.log(2), within(1e-9));
            assertThat(report.getHeldOutWarm()).isBetween(0.1, 5.0).isNotEqualTo(report.getHeldOutFromZero());
            assertThat(report.getLargestWeight()).isBetween(0.1, 20.0);
            assertThat(report.getLargestCell()).isBetween(0.001, 20.0);
        });
    }

    @Test
    void a_window_as_long_as_the_text_is_learned_as_the_tutorial_learns_it() {
        String text = NumbersCorpus.text().substring(0, HELD_OUT + 4 * 50);
        var driver = driver(settings(new ModelNaming.Single("default")));
        // The tutorial's text is a circle: behind its last character stands its first.
        send(driver, avro(text + text.charAt(HELD_OUT)));

        var learner = new Learner(LEARNER, new Nd4jEngine());
        var ids = Vocabulary.named("text8").encode(text.substring(HELD_OUT)).ids();
        var batches = new BatchGenerator(ids, 4, 5);
        for (int step = 0; step < 10; step++) {
            learner.step(batches.next());
        }
        assertThat(newest(driver, "default").getStep()).isEqualTo(10);
        assertThat(newest(driver, "default").getSha256())
                .isEqualTo(learner.weights().sha256());
    }

    @Test
    void how_the_text_is_cut_into_records_and_written_changes_nothing() {
        var whole = driver(settings(new ModelNaming.Single("default")));
        send(whole, avro(TEXT));

        var pieces = driver(settings(new ModelNaming.Single("default")));
        var random = new Random(3);
        for (int from = 0, to; from < TEXT.length(); from = to) {
            to = Math.min(TEXT.length(), from + 1 + random.nextInt(60));
            String piece = TEXT.substring(from, to);
            send(pieces, random.nextBoolean() ? avro(piece) : piece.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(newest(whole, "default").getStep()).isEqualTo(20);
        assertThat(newest(pieces, "default").getSha256())
                .isEqualTo(newest(whole, "default").getSha256());
    }

    @Test
    void a_checkpoint_is_whole_names_its_predecessor_and_what_it_learned() {
        var driver = driver(settings(new ModelNaming.Single("default")));
        for (String piece : List.of(TEXT.substring(0, 100), TEXT.substring(100, 300), TEXT.substring(300))) {
            send(driver, avro(piece));
        }
        var topic = checkpoints(driver);
        var manifests = topic.values().stream()
                .filter(CheckpointManifest.class::isInstance)
                .map(CheckpointManifest.class::cast)
                .sorted((a, b) -> Long.compare(a.getStep(), b.getStep()))
                .toList();

        assertThat(manifests).extracting(CheckpointManifest::getStep).containsExactly(10L, 20L);
        var newest = manifests.get(1);
        byte[] file = Chunks.join(newest, part ->
                        (CheckpointChunk) topic.get(CheckpointKeys.chunk("default", newest.getStep(), part)))
                .orElseThrow();
        var checkpoint = Checkpoint.fromBytes(file);
        assertThat(checkpoint.weights().sha256()).isEqualTo(newest.getSha256());
        assertThat(checkpoint.settings()).isEqualTo(LEARNER);
        assertThat(checkpoint.characters()).isEqualTo(20 * 4 * 5);
        assertThat(newest.getPreviousSha256()).isEqualTo(manifests.get(0).getSha256());
        // The second window begins at character 220 of the text: 120 characters into the record at offset 1.
        var learned = newest.getLearned().get(0);
        assertThat(learned.getTopic()).isEqualTo(TopicNames.CORPUS_ORDERED);
        assertThat(List.of(learned.getFrom(), (long) learned.getFromCharacter()))
                .containsExactly(1L, 120L);
        assertThat(List.of(learned.getTo(), (long) learned.getToCharacter())).containsExactly(3L, 0L);
    }

    @Test
    void every_manifest_says_which_records_were_gone_before_they_were_read() {
        var driver = driver(settings(new ModelNaming.Single("default")));
        send(driver, avro(TEXT.substring(0, 100)));
        unseen.add(new TopicPartition(TopicNames.CORPUS, 0), 1, 21);
        unseen.add(new TopicPartition(TopicNames.CORPUS, 3), 0, 9);
        send(driver, avro(TEXT.substring(100, 300)));
        unseen.add(new TopicPartition(TopicNames.CORPUS_ORDERED, 0), 2, 4);
        unseen.add(new TopicPartition(TopicNames.CORPUS, 0), 22, 23);
        unseen.add(new TopicPartition(TopicNames.CORPUS, 0), 30, 31);
        send(driver, new byte[] {'a', (byte) 0xC3});
        send(driver, avro(TEXT.substring(300) + TEXT));

        var gone = manifests(driver).stream()
                .map(manifest -> manifest.getStep() + " "
                        + manifest.getUnseen().stream()
                                .map(range -> range.getTopic() + "-" + range.getPartition() + "@" + range.getFrom()
                                        + "-" + range.getTo())
                                .toList())
                .toList();
        assertThat(gone)
                .startsWith(
                        "10 [corpus-in-0@1-21]",
                        "20 [corpus-in-0@1-21, corpus-ordered-0@2-4, corpus-in-0@22-23, corpus-in-0@30-31]");
        assertThat(gone.get(gone.size() - 1)).endsWith(gone.get(1).substring(3));
    }

    @Test
    void a_checkpoint_is_cut_to_what_its_topic_takes_and_is_the_same() {
        var whole = driver(settings(new ModelNaming.Single("default")));
        send(whole, avro(TEXT));
        pieceBytes = 700;
        var cut = driver(settings(new ModelNaming.Single("default")));
        send(cut, avro(TEXT));

        var topic = checkpoints(cut);
        var manifest = newest(cut, "default");
        assertThat(manifest.getParts()).isGreaterThan(3);
        assertThat(topic.values().stream()
                        .filter(CheckpointChunk.class::isInstance)
                        .map(chunk -> ((CheckpointChunk) chunk).getBytes().remaining()))
                .allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(700));
        assertThat(Chunks.join(manifest, part ->
                        (CheckpointChunk) topic.get(CheckpointKeys.chunk("default", manifest.getStep(), part))))
                .isPresent();
        assertThat(manifest.getSha256()).isEqualTo(newest(whole, "default").getSha256());
    }

    @Test
    void the_newest_checkpoints_stay_on_the_topic_and_a_few_of_the_older_ones() {
        var driver = driver(settings(new ModelNaming.Single("default")));
        send(driver, avro(NumbersCorpus.text().substring(0, HELD_OUT + 6 * 200 + 1)));

        // Of those 3 to 5 checkpoints old, the first of each two.
        assertThat(checkpoints(driver).keySet())
                .containsExactlyInAnyOrder(
                        CheckpointKeys.chunk("default", 10, 0),
                        CheckpointKeys.manifest("default", 10),
                        CheckpointKeys.chunk("default", 20, 0),
                        CheckpointKeys.manifest("default", 20),
                        CheckpointKeys.chunk("default", 40, 0),
                        CheckpointKeys.manifest("default", 40),
                        CheckpointKeys.chunk("default", 50, 0),
                        CheckpointKeys.manifest("default", 50),
                        CheckpointKeys.chunk("default", 60, 0),
                        CheckpointKeys.manifest("default", 60));
    }

    @Test
    void what_cannot_be_used_is_a_dead_letter_with_the_reason_and_changes_nothing() {
        var good = driver(settings(new ModelNaming.Single("default")));
        send(good, avro(TEXT));
        var mixed = driver(settings(new ModelNaming.Single("default")));
        send(mixed, (byte[]) null);
        send(mixed, new byte[0]);
        send(mixed, avro(TEXT.substring(0, 100)));
        send(mixed, new byte[] {'a', (byte) 0xC3});
        send(mixed, new byte[] {0, 0, 0, 9, 9, 1});
        send(mixed, avro(""));
        send(mixed, avro(TEXT.substring(100)));

        assertThat(newest(mixed, "default").getSha256())
                .isEqualTo(newest(good, "default").getSha256());
        var dead = deadLetters(mixed);
        assertThat(dead).extracting(letter -> header(letter, "offset")).containsExactly("0", "1", "3", "4", "5");
        assertThat(dead).extracting(letter -> header(letter, "topic")).containsOnly(TopicNames.CORPUS);
        assertThat(dead.get(0).value()).isNull();
        assertThat(dead.get(2).value()).containsExactly('a', 0xC3);
        assertThat(header(dead.get(0), "message")).contains("null");
        assertThat(header(dead.get(1), "message")).contains("empty");
        assertThat(header(dead.get(2), "message")).contains("UTF-8").contains("index 1");
    }

    @Test
    void with_a_model_for_each_key_they_learn_apart_and_one_too_many_is_a_dead_letter() {
        var alone = driver(settings(new ModelNaming.Single("default")));
        send(alone, avro(TEXT));
        var driver = driver(settings(new ModelNaming.ByKey()));
        for (String key : List.of("a", "b", "c")) {
            send(driver, key, TEXT.getBytes(StandardCharsets.UTF_8));
        }
        send(driver, null, TEXT.getBytes(StandardCharsets.UTF_8));
        send(driver, "no/name", TEXT.getBytes(StandardCharsets.UTF_8));

        String digest = newest(alone, "default").getSha256();
        assertThat(newest(driver, "a").getSha256()).isEqualTo(digest);
        assertThat(newest(driver, "b").getSha256()).isEqualTo(digest);
        assertThat(deadLetters(driver))
                .extracting(letter -> header(letter, "message"))
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).contains("models.max=2", "c would be one more"),
                        message -> assertThat(message).contains("model.by=key", "null"),
                        message -> assertThat(message).contains("name must be 1 to 100"));
    }

    @Test
    void text_of_a_line_producer_gets_its_line_ends_back() {
        var settings = settings(new ModelNaming.Single("default"), " ");
        var lines = driver(settings);
        for (String word : TEXT.split(" ")) {
            send(lines, word.getBytes(StandardCharsets.UTF_8));
        }
        var whole = driver(settings);
        send(whole, avro(TEXT));

        assertThat(newest(lines, "default").getSha256())
                .isEqualTo(newest(whole, "default").getSha256());
    }

    @Test
    void avro_whose_schema_is_named_in_a_header_is_read_or_a_dead_letter_and_never_text() {
        var settings = settings(new ModelNaming.Single("default"));
        var driver = driver(settings);
        byte[] framed = avro(TEXT);
        byte[] datum = Arrays.copyOfRange(framed, 5, framed.length);
        byte[] id = Arrays.copyOf(framed, 5);
        byte[] uuid =
                ByteBuffer.allocate(17).put((byte) 1).putLong(5).putLong(7).array();
        send(driver, datum, "__value_schema_id", uuid);
        send(driver, datum, "__value_schema_id", new byte[0]);
        send(driver, datum, "__value_schema_id", null);
        send(driver, datum, "apicurio.value.globalId", new byte[8]);
        send(driver, datum, "apicurio.value.contentId", new byte[8]);
        send(driver, datum, "Content-Type", "application/avro; v=1".getBytes(StandardCharsets.UTF_8));
        send(driver, null, "__value_schema_id", id);
        send(driver, new byte[0], "__value_schema_id", id);
        assertThat(deadLetters(driver))
                .extracting(letter -> header(letter, "message"))
                .satisfiesExactly(
                        message -> assertThat(message).contains("__value_schema_id", "17 bytes, the first 1"),
                        message -> assertThat(message).contains("__value_schema_id", "0 bytes"),
                        message -> assertThat(message).contains("__value_schema_id", "null"),
                        message -> assertThat(message).contains("apicurio.value.globalId"),
                        message -> assertThat(message).contains("apicurio.value.contentId"),
                        message -> assertThat(message).contains("Content-Type"),
                        message -> assertThat(message).contains("its value is null"),
                        message -> assertThat(message).contains("not Avro"));
        assertThat(ordered(driver)).isEmpty();

        send(driver, datum, "__value_schema_id", id);
        send(
                driver,
                "text".getBytes(StandardCharsets.UTF_8),
                "content-type",
                "text/plain".getBytes(StandardCharsets.UTF_8));
        assertThat(ordered(driver)).isEqualTo(TEXT + "text");
        assertThat(deadLetters(driver)).isEmpty();
    }

    @Test
    void a_blank_line_is_a_line_too() {
        var settings = settings(new ModelNaming.Single("default"), "\n");
        String text = "\n" + TEXT.substring(0, 200).replace(' ', '\n') + "\n\n\n"
                + TEXT.substring(200).replaceAll("(.{30})", "$1\n\n");
        var lines = driver(settings);
        for (String line : (text + "\n").split("\n", -1)) {
            send(lines, line.getBytes(StandardCharsets.UTF_8));
        }
        var whole = driver(settings);
        send(whole, avro(text + "\n\n"));

        assertThat(ordered(lines)).isEqualTo(ordered(whole));
        assertThat(newest(lines, "default").getSha256())
                .isEqualTo(newest(whole, "default").getSha256());
        assertThat(deadLetters(lines)).isEmpty();
    }

    @Test
    void of_records_that_are_json_a_field_is_learned_and_what_has_none_is_a_dead_letter() {
        var plain = settings(new ModelNaming.Single("default"), "\n");
        var settings = new TrainerSettings(
                LEARNER,
                plain.models(),
                new TrainerSettings.Corpus(new TextField("/log"), "\n", 1000),
                plain.validation(),
                plain.reports(),
                plain.checkpoints(),
                false,
                AlertSettings.NONE);
        var json = driver(settings);
        send(json, "{\"log\":\"one \\\"two\\\"\",\"stream\":\"stderr\"}".getBytes(StandardCharsets.UTF_8));
        send(json, "{\"message\":\"three\"}".getBytes(StandardCharsets.UTF_8));
        send(json, "four".getBytes(StandardCharsets.UTF_8));
        send(json, avro("five\n"));

        assertThat(ordered(json)).isEqualTo("one \"two\"\nfive\n");
        assertThat(deadLetters(json)).hasSize(2);
    }

    @Test
    void records_that_are_held_out_are_marked_and_measured_and_all_others_are_learned() {
        var share = new ValidationShare(0.3);
        var settings = new TrainerSettings(
                LEARNER,
                new TrainerSettings.Models(new ModelNaming.Single("default"), 2, Optional.empty()),
                new TrainerSettings.Corpus(TextField.WHOLE, "", 20),
                new TrainerSettings.Validation(0, share),
                new TrainerSettings.Reporting(4, 4, 3, 12),
                new TrainerSettings.Checkpointing(10, 3, 0),
                false,
                AlertSettings.NONE);
        var driver = driver(settings);
        var learned = new StringBuilder();
        int held = 0;
        String text = NumbersCorpus.text().substring(0, 900);
        for (int offset = 0; offset < 30; offset++) {
            String piece = text.substring(30 * offset, 30 * offset + 30);
            send(driver, piece.getBytes(StandardCharsets.UTF_8));
            boolean heldOut = share.holdsOut(0, offset, piece);
            learned.append(heldOut ? "" : piece);
            held += heldOut ? 2 : 0; // slices of 20 characters and of 10
        }

        assertThat(held).isBetween(4, 40);
        assertThat(driver.createOutputTopic(
                                TopicNames.CORPUS_ORDERED, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .filteredOn(slice -> ValidationShare.isMarked(slice.headers()))
                .hasSize(held);
        var learner = new Learner(LEARNER, new Nd4jEngine());
        var windows = new WindowedBatches(4, 50, 5);
        windows.append(Vocabulary.named("text8").encode(learned.toString()).ids());
        while (windows.hasNext()) {
            learner.step(windows.next());
        }
        assertThat(newest(driver, "default").getStep()).isEqualTo(learner.steps());
        assertThat(newest(driver, "default").getSha256())
                .isEqualTo(learner.weights().sha256());
        var reports = reports(driver);
        var last = reports.get(reports.size() - 1);
        assertThat(last.getHeldOutFromZero()).isBetween(0.5, 6.0);
        assertThat(last.getHeldOutWarm()).isBetween(0.5, 6.0);
        assertThat(last.getValidationPerplexity()).isNull();
    }

    private static TrainerSettings settings(ModelNaming naming) {
        return settings(naming, "");
    }

    private static TrainerSettings settings(ModelNaming naming, String lineEnd) {
        return new TrainerSettings(
                LEARNER,
                new TrainerSettings.Models(naming, 2, Optional.empty()),
                new TrainerSettings.Corpus(TextField.WHOLE, lineEnd, 1000),
                new TrainerSettings.Validation(HELD_OUT, ValidationShare.NONE),
                new TrainerSettings.Reporting(4, 4, 3, 12),
                new TrainerSettings.Checkpointing(10, 3, 0),
                false,
                AlertSettings.NONE);
    }

    private TopologyTestDriver driver(TrainerSettings settings) {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                folder.resolve(String.valueOf(drivers.size())).toString());
        var driver = new TopologyTestDriver(
                TrainerTopology.build(
                        settings,
                        Nd4jEngine::new,
                        Nd4jEngine::new,
                        avro,
                        avro,
                        new Intake(),
                        unseen,
                        Optional.empty(),
                        () -> pieceBytes,
                        () -> 0,
                        NoHistory.INSTANCE,
                        TrainerListener.NONE),
                properties);
        drivers.add(driver);
        return driver;
    }

    private byte[] avro(String text) {
        return avro.serializer().serialize(TopicNames.CORPUS, new CorpusText(text));
    }

    private static void send(TopologyTestDriver driver, byte[] value) {
        send(driver, null, value);
    }

    private static void send(TopologyTestDriver driver, String key, byte[] value) {
        TestInputTopic<byte[], byte[]> topic =
                driver.createInputTopic(TopicNames.CORPUS, new ByteArraySerializer(), new ByteArraySerializer());
        topic.pipeInput(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
        driver.advanceWallClockTime(Duration.ofSeconds(1));
    }

    /** The text as it was put in order. */
    private static String ordered(TopologyTestDriver driver) {
        return String.join(
                "",
                driver.createOutputTopic(TopicNames.CORPUS_ORDERED, new StringDeserializer(), new StringDeserializer())
                        .readValuesToList());
    }

    private static void send(TopologyTestDriver driver, byte[] value, String header, byte[] content) {
        TestInputTopic<byte[], byte[]> topic =
                driver.createInputTopic(TopicNames.CORPUS, new ByteArraySerializer(), new ByteArraySerializer());
        var headers = new RecordHeaders();
        headers.add(header, content);
        topic.pipeInput(new TestRecord<>(null, value, headers));
    }

    private List<TrainingReport> reports(TopologyTestDriver driver) {
        return driver
                .createOutputTopic(TopicNames.METRICS, new StringDeserializer(), avro.deserializer())
                .readValuesToList()
                .stream()
                .map(TrainingReport.class::cast)
                .toList();
    }

    /** The topic as compaction leaves it. */
    private Map<String, SpecificRecord> checkpoints(TopologyTestDriver driver) {
        var latest = checkpoints.computeIfAbsent(driver, unread -> new HashMap<>());
        driver.createOutputTopic(TopicNames.CHECKPOINTS, new StringDeserializer(), avro.deserializer())
                .readRecordsToList()
                .forEach(record -> {
                    latest.remove(record.key());
                    if (record.value() != null) {
                        latest.put(record.key(), record.value());
                    }
                });
        return latest;
    }

    private List<CheckpointManifest> manifests(TopologyTestDriver driver) {
        return driver
                .createOutputTopic(TopicNames.CHECKPOINTS, new StringDeserializer(), avro.deserializer())
                .readValuesToList()
                .stream()
                .filter(CheckpointManifest.class::isInstance)
                .map(CheckpointManifest.class::cast)
                .toList();
    }

    private CheckpointManifest newest(TopologyTestDriver driver, String model) {
        return checkpoints(driver).values().stream()
                .filter(CheckpointManifest.class::isInstance)
                .map(CheckpointManifest.class::cast)
                .filter(manifest -> manifest.getModel().equals(model))
                .max((a, b) -> Long.compare(a.getStep(), b.getStep()))
                .orElseThrow();
    }

    private static List<TestRecord<byte[], byte[]>> deadLetters(TopologyTestDriver driver) {
        return driver.createOutputTopic(
                        TopicNames.DEAD_LETTERS, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private static String header(TestRecord<byte[], byte[]> letter, String name) {
        return new String(
                letter.headers().lastHeader("__streams.errors." + name).value(), StandardCharsets.UTF_8);
    }
}
