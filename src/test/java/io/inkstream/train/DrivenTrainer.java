package io.inkstream.train;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.Patience;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusScore;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.ForgetRange;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.serde.TopicNames;
import io.inkstream.train.corpus.OrderedRecord;
import io.inkstream.train.corpus.Thinning;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.forget.ModelHistory;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.shards.RoundFile;
import io.inkstream.train.verify.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** A trainer's topology under a driver, whose topics are its own history. */
final class DrivenTrainer implements AutoCloseable {

    static final String MODEL = "default";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AvroWithoutRegistry avro = new AvroWithoutRegistry();
    private final Past past = new Past();
    private final AtomicLong nanos = new AtomicLong();
    private final TopologyTestDriver driver;
    private final List<TestRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
    private final boolean scores;
    private final List<Long> scored = new ArrayList<>();

    DrivenTrainer(TrainerSettings settings, Path folder) {
        this(settings, folder, Optional.empty());
    }

    DrivenTrainer(TrainerSettings settings, Path folder, Optional<Thinning> thinning) {
        scores = settings.scores();
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(
                TrainerTopology.build(
                        settings,
                        Nd4jEngine::new,
                        Nd4jEngine::new,
                        avro,
                        avro,
                        new Intake(),
                        new Unseen(),
                        thinning,
                        () -> Chunks.BYTES,
                        nanos::get,
                        past,
                        TrainerListener.NONE),
                properties);
    }

    /** What the topics have, as compaction leaves them: for the thread that learns again as for the test. */
    private static final class Past implements ModelHistory {

        private final List<Verification.Text> text = new ArrayList<>();
        /** Records of {@code corpus-ordered}. */
        private long ordered;

        private final TreeMap<String, SpecificRecord> checkpoints = new TreeMap<>();
        /** Who would read text waits for it. */
        private volatile CountDownLatch gate = new CountDownLatch(0);

        private final AtomicInteger waiting = new AtomicInteger();

        @Override
        public synchronized Optional<Base> before(String model, int partition, long offset) {
            return manifests().stream()
                    .filter(manifest -> manifest.getLearned().stream()
                            .allMatch(read ->
                                    read.getTo() < offset || read.getTo() == offset && read.getToCharacter() == 0))
                    .reduce((older, newer) -> newer)
                    .map(manifest -> new Base(checkpoint(manifest), manifest.getSha256()));
        }

        @Override
        public synchronized Optional<Checkpoint> find(String model, RoundFile.Base base) {
            return manifests().stream()
                    .filter(manifest -> manifest.getPayloadSha256().equals(base.sha256()))
                    .findFirst()
                    .map(this::checkpoint);
        }

        synchronized Checkpoint checkpoint(CheckpointManifest manifest) {
            return Checkpoint.fromBytes(Chunks.join(manifest, part ->
                            (CheckpointChunk) checkpoints.get(CheckpointKeys.chunk(MODEL, manifest.getStep(), part)))
                    .orElseThrow());
        }

        synchronized List<CheckpointManifest> manifests() {
            return checkpoints.entrySet().stream()
                    .filter(entry -> CheckpointKey.isManifest(entry.getKey()))
                    .map(entry -> (CheckpointManifest) entry.getValue())
                    .sorted(Comparator.comparingLong(CheckpointManifest::getStep))
                    .toList();
        }

        @Override
        public Text text(String model, int partition, long offset) {
            waiting.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                waiting.decrementAndGet();
            }
            synchronized (this) {
                var left = text.stream()
                        .filter(record -> record.offset() >= offset)
                        .toList()
                        .iterator();
                return new Records(left, text.size());
            }
        }

        @Override
        public synchronized OnTopic onTopic(String model) {
            var kept = new TreeMap<Long, Integer>();
            manifests().forEach(manifest -> kept.put(manifest.getStep(), manifest.getParts()));
            return new OnTopic(
                    kept,
                    Optional.ofNullable((CheckpointManifest) checkpoints.get(CheckpointKeys.promoted(model)))
                            .map(manifest -> new Promoted(manifest.getStep(), manifest.getParts())));
        }

        /** Puts a copy of a checkpoint under a step that is no trainer's. */
        synchronized void importAs(CheckpointManifest manifest, long step) {
            var imported = CheckpointManifest.newBuilder(manifest)
                    .setStep(step)
                    .setLearned(List.of())
                    .build();
            for (int part = 0; part < manifest.getParts(); part++) {
                var piece = (CheckpointChunk) checkpoints.get(CheckpointKeys.chunk(MODEL, manifest.getStep(), part));
                checkpoints.put(
                        CheckpointKeys.chunk(MODEL, step, part),
                        CheckpointChunk.newBuilder(piece).setStep(step).build());
            }
            checkpoints.put(CheckpointKeys.manifest(MODEL, step), imported);
        }

        private void order(TestRecord<byte[], byte[]> record) {
            if (!OrderedRecord.isLeftOut(record.headers(), record.value())) {
                text.add(Verification.Text.of(ordered, record.headers(), record.value()));
            }
            ordered++;
        }

        synchronized void promote(CheckpointManifest manifest) {
            checkpoints.put(CheckpointKeys.promoted(MODEL), manifest);
            for (int part = 0; part < manifest.getParts(); part++) {
                checkpoints.put(
                        CheckpointKeys.promoted(MODEL, part),
                        checkpoints.get(CheckpointKeys.chunk(MODEL, manifest.getStep(), part)));
            }
        }

        synchronized List<String> promoted() {
            return checkpoints.keySet().stream()
                    .filter(key -> key.startsWith(CheckpointKeys.promoted(MODEL)))
                    .toList();
        }
    }

    private record Records(Iterator<Verification.Text> left, long end) implements ModelHistory.Text {

        @Override
        public boolean hasNext() {
            return left.hasNext();
        }

        @Override
        public Verification.Text next() {
            return left.next();
        }

        @Override
        public void close() {}
    }

    void send(String text) {
        send(text, 0);
    }

    void send(String text, long timestamp) {
        byte[] value = avro.serializer().serialize(TopicNames.CORPUS, new CorpusText(text));
        driver.createInputTopic(TopicNames.CORPUS, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(null, value, timestamp);
        pass();
    }

    /** Asks for single records to be forgotten. */
    void forget(String request, List<Long> offsets) {
        var ranges = offsets.stream()
                .map(offset -> new ForgetRange(offset, offset + 1))
                .toList();
        request(
                MODEL,
                avro.serializer()
                        .serialize(
                                TopicNames.REQUESTS,
                                new ForgetRequest(request, MODEL, 0, ranges, "--offsets", Instant.EPOCH)));
    }

    void request(String key, byte[] value) {
        driver.createInputTopic(TopicNames.REQUESTS, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key.getBytes(StandardCharsets.UTF_8), value);
        pass();
    }

    void sendPart(String key, byte[] value) {
        driver.createInputTopic(TopicNames.PARTS, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key.getBytes(StandardCharsets.UTF_8), value);
        pass();
    }

    /** Asks a shard for a part of a round that nobody began: it ends what it was at, and looks for a checkpoint that is not there. */
    void sendForgedOrder(int shard) {
        var base = new RoundFile.Base(999_999, "0".repeat(64), Instant.EPOCH);
        new RoundFile(MODEL, shard, base, false, new byte[] {1, 2, 3})
                .pieces()
                .forEach(piece -> driver.createInputTopic(
                                TopicNames.ROUNDS, new ByteArraySerializer(), new ByteArraySerializer())
                        .pipeInput(
                                MODEL.getBytes(StandardCharsets.UTF_8),
                                avro.serializer().serialize(TopicNames.ROUNDS, piece)));
    }

    /** Answers for all shards, before they do, with what is no part, in the name of the round that is underway. */
    void sendForgedParts(int shards) {
        var newest = manifests().get(manifests().size() - 1);
        var base = new RoundFile.Base(newest.getStep(), newest.getPayloadSha256(), Instant.EPOCH);
        for (int shard = 0; shard < shards; shard++) {
            new RoundFile(MODEL, shard, base, false, new byte[] {1, 2, 3})
                    .pieces()
                    .forEach(piece -> driver.createInputTopic(
                                    TopicNames.PARTS, new ByteArraySerializer(), new ByteArraySerializer())
                            .pipeInput(
                                    MODEL.getBytes(StandardCharsets.UTF_8),
                                    avro.serializer().serialize(TopicNames.PARTS, piece)));
        }
        pass();
    }

    /** Lets time pass until a manifest names the request, or a dead letter does. */
    void awaitEndOf(String request) {
        Patience.patiently("the end of request " + request).until(() -> {
            pass();
            return hasForgotten(request) || !deadLetters.isEmpty();
        });
    }

    boolean hasForgotten(String request) {
        return manifests().stream()
                .flatMap(manifest -> manifest.getForgotten().stream())
                .anyMatch(forgotten -> forgotten.getRequest().equals(request));
    }

    /** Lets a second pass, and reads what came of it. */
    void pass() {
        nanos.addAndGet(SECOND.toNanos());
        driver.advanceWallClockTime(SECOND);
        synchronized (past) {
            driver.createOutputTopic(
                            TopicNames.CORPUS_ORDERED, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()
                    .forEach(past::order);
            driver.createOutputTopic(TopicNames.CHECKPOINTS, new StringDeserializer(), avro.deserializer())
                    .readRecordsToList()
                    .forEach(record -> {
                        past.checkpoints.remove(record.key());
                        if (record.value() != null) {
                            past.checkpoints.put(record.key(), record.value());
                        }
                    });
        }
        if (scores) {
            driver.createOutputTopic(TopicNames.SCORES, new StringDeserializer(), avro.deserializer())
                    .readValuesToList()
                    .forEach(score -> scored.add(((CorpusScore) score).getOffset()));
        }
        deadLetters.addAll(driver.createOutputTopic(
                        TopicNames.DEAD_LETTERS, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList());
    }

    /** Lets time pass for the clock that only runs on, and nothing happen. */
    void sleep(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    /** From here on a model that is learned again waits before it reads. */
    void hold() {
        past.gate = new CountDownLatch(1);
    }

    /** Lets time pass until one does wait. */
    void awaitHeld() {
        Patience.patiently("a model that is learned again").until(() -> {
            pass();
            return past.waiting.get() > 0;
        });
    }

    void release() {
        past.gate.countDown();
    }

    /** Promotes a checkpoint that is kept, as from outside. */
    void promote(CheckpointManifest manifest) {
        past.promote(manifest);
    }

    /** Imports a copy of a checkpoint that is kept, as from outside. */
    void importAs(CheckpointManifest manifest, long step) {
        past.importAs(manifest, step);
    }

    /** The keys of what is promoted. */
    List<String> promoted() {
        return past.promoted();
    }

    /** Those that are kept, oldest first. */
    List<CheckpointManifest> manifests() {
        return past.manifests();
    }

    Checkpoint checkpoint(CheckpointManifest manifest) {
        return past.checkpoint(manifest);
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters;
    }

    /** The records whose scores were told, as offsets of {@code corpus-in}, in that order. */
    List<Long> scored() {
        return scored;
    }

    /** The records of {@code corpus-ordered}. */
    List<Verification.Text> text() {
        return List.copyOf(past.text);
    }

    @Override
    public void close() {
        driver.close();
    }
}
