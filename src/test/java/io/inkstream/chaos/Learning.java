package io.inkstream.chaos;

import static io.inkstream.Patience.patiently;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.FeedbackVerdict;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.TopologySettings;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.OrderedText;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.forget.ForgetRequests;
import io.inkstream.train.loop.TrainerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The trainer's work: text for one or several models. A portion is as long as the steps from one checkpoint to the next, so that
 * all that was sent ends in a checkpoint.
 */
final class Learning implements Work {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String STEPS = "/steps";
    private static final String REQUEST = "chaos";
    private static final String OMISSION = "/omission/" + REQUEST;
    private static final int RECORD_CHARACTERS = 4000;
    /** Where records are scored, for there are no alerts before the 400th. */
    private static final int SCORED_CHARACTERS = 250;

    private final TrainerSettings settings;
    private final KafkaProducer<String, SpecificRecord> producer;
    private final Deserializer<SpecificRecord> values;
    private final Deserializer<SpecificRecord> checkpoints;
    private final Configuration configuration;
    private final TopicReader manifests;
    private final TopicReader reports;
    private final KafkaConsumer<byte[], byte[]> uncommitted;
    private final Map<String, Student> students = new TreeMap<>();
    /** The changelog of the trainer's own count of steps, which commits with them; opened when the trainer has made it. */
    private TopicReader steps;

    /** @param models their names; with {@code model.by=single} the one */
    Learning(Configuration configuration, List<String> models) {
        this.configuration = configuration;
        settings = TopologySettings.trainer(configuration);
        values = AvroSerdes.values(configuration).deserializer();
        checkpoints = AvroSerdes.checkpoints(configuration).deserializer();
        producer = new KafkaProducer<>(
                configuration.kafka(),
                new StringSerializer(),
                AvroSerdes.values(configuration).serializer());
        manifests = new TopicReader(configuration, TopicNames.CHECKPOINTS);
        manifests.toBeginning();
        reports = new TopicReader(configuration, TopicNames.METRICS);
        reports.toBeginning();
        Map<String, Object> dirty = new HashMap<>(configuration.kafka());
        dirty.put("isolation.level", "read_uncommitted");
        uncommitted = new KafkaConsumer<>(dirty, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        uncommitted.assign(List.of(new TopicPartition(TopicNames.CHECKPOINTS, 0)));
        uncommitted.seekToBeginning(uncommitted.assignment());
        for (String model : models) {
            students.put(model, new Student(model, students.size() * 1000, settings));
        }
    }

    @Override
    public String command() {
        return "train";
    }

    @Override
    public List<String> topics() {
        return List.of(TopicNames.CORPUS, TopicNames.CORPUS_ORDERED, TopicNames.METRICS, TopicNames.CHECKPOINTS);
    }

    @Override
    public Set<TopicPartition> partitions() {
        int count = producer.partitionsFor(TopicNames.CORPUS_ORDERED).size();
        return students.keySet().stream()
                .map(model -> new TopicPartition(
                        TopicNames.CORPUS_ORDERED,
                        BuiltInPartitioner.partitionForKey(model.getBytes(StandardCharsets.UTF_8), count)))
                .collect(Collectors.toSet());
    }

    @Override
    public void feed(Duration clock) {
        int record = settings.scores() ? SCORED_CHARACTERS : RECORD_CHARACTERS;
        long now = System.currentTimeMillis() + clock.toMillis();
        students.forEach((model, student) -> {
            String text = student.nextPortion();
            for (int from = 0; from < text.length(); from += record) {
                String piece = text.substring(from, Math.min(text.length(), from + record));
                producer.send(new ProducerRecord<>(TopicNames.CORPUS, null, now, model, new CorpusText(piece)));
            }
            if (settings.scores()) {
                judge(model, text.substring(0, Math.min(text.length(), record)), now);
            }
        });
    }

    /** A person says that this is no news, wherever in the order of the text that comes: it lowers scores, and changes no digest. */
    private void judge(String model, String text, long now) {
        var feedback = CorpusFeedback.newBuilder()
                .setModel(model)
                .setVerdict(FeedbackVerdict.NOT_NEWS)
                .setText(text)
                .build();
        producer.send(new ProducerRecord<>(TopicNames.FEEDBACK, null, now, model, feedback));
    }

    @Override
    public int portion() {
        return settings.checkpoints().every();
    }

    @Override
    public long left() {
        return students.values().stream().mapToLong(Student::left).min().orElse(0);
    }

    @Override
    public Map<String, Long> done() {
        for (var record : poll()) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (key.endsWith(STEPS)) {
                var student = students.get(key.substring(0, key.length() - STEPS.length()));
                student.stepsAre(ByteBuffer.wrap(record.value()).getLong());
            } else if (key.endsWith(OMISSION) && record.value() != null && isDone(record.value())) {
                students.get(key.substring(0, key.length() - OMISSION.length())).hasTakenOver();
            }
        }
        var done = new TreeMap<String, Long>();
        students.forEach((model, student) -> done.put(model, student.done()));
        return done;
    }

    private static boolean isDone(byte[] omission) {
        try {
            return JSON.readTree(omission).path("done").asBoolean();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for a model to forget its second portion, which it must have learned. */
    void forget(String model) {
        var portion = students.get(model).forgets();
        var offsets = new TreeSet<Long>();
        long start = 0;
        try (var text = OrderedText.all(configuration, model)) {
            while (text.hasNext()) {
                var record = text.next();
                if (start >= portion.from() && start < portion.to()) {
                    offsets.add(record.offset());
                }
                start += record.text().length();
            }
            new ForgetRequests(configuration)
                    .send(new ForgetRequest(
                            REQUEST, model, text.partition(), ForgetRequests.ranges(offsets), "", Instant.now()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it is the one that never read it. */
    boolean hasForgotten(String model) {
        done();
        return students.get(model).hasForgotten();
    }

    private Iterable<ConsumerRecord<byte[], byte[]>> poll() {
        if (steps == null) {
            String changelog = configuration.applicationId("train") + "-checkpoint-changelog";
            try (var admin = new TopicAdmin(configuration.kafka())) {
                if (admin.list().stream().noneMatch(topic -> topic.name().equals(changelog))) {
                    return List.of();
                }
            }
            steps = new TopicReader(configuration, changelog);
            steps.toBeginning();
        }
        return steps.poll(Duration.ofMillis(50));
    }

    @Override
    public boolean isAllDone() {
        done();
        return students.values().stream().allMatch(student -> student.left() == 0);
    }

    @Override
    public boolean isCaughtInTheAct() {
        boolean caught = false;
        for (var record : uncommitted.poll(Duration.ofMillis(20))) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            var student = students.get(CheckpointKeys.model(key));
            caught |= record.value() != null
                    && key.compareTo(CheckpointKeys.chunk(CheckpointKeys.model(key), student.checkpoint() + 1, 0)) > 0
                    && !CheckpointKey.isManifest(key);
        }
        return caught;
    }

    @Override
    public void verify() {
        students.values().forEach(Student::learn);
        manifests.readToEnd(record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() != null && CheckpointKey.isManifest(key)) {
                var manifest = (CheckpointManifest) checkpoints.deserialize(TopicNames.CHECKPOINTS, record.value());
                students.get(manifest.getModel()).check(manifest);
            }
        });
        reports.readToEnd(record -> {
            var report = (TrainingReport) values.deserialize(TopicNames.METRICS, record.value());
            students.get(report.getModel()).check(report);
        });
    }

    /** All that was sent has been learned, once. */
    @Override
    public void verifyEnd() {
        patiently().untilAsserted(() -> {
            verify();
            students.values().forEach(Student::checkEnd);
        });
        if (settings.scores()) {
            students.keySet().forEach(model -> LearnedAgain.requireEqualNews(configuration, model));
        }
    }

    @Override
    public String summary() {
        return students.values().stream()
                .map(Student::summary)
                .reduce("%s; %s"::formatted)
                .orElseThrow(() -> new KafkaException("no model"));
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        manifests.close();
        reports.close();
        uncommitted.close();
        if (steps != null) {
            steps.close();
        }
    }
}
