package io.inkstream.chaos;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.FeedbackVerdict;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.streams.TopologySettings;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.train.TrainerSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

    private static final String STEPS = "/steps";
    private static final int RECORD_CHARACTERS = 4000;
    /** Where records are scored, for there are no alerts before the 400th. */
    private static final int SCORED_CHARACTERS = 250;

    private static final String TEXT = NumbersCorpus.text() + " ";

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

    /** A model: what was sent to it, what came of it, and what was to come of it. */
    private static final class Student {
        private final int begin;
        private final Uninterrupted uninterrupted;
        private final StringBuilder unlearned = new StringBuilder();
        private long sent;
        private long sentSteps;
        private long steps;
        private long checkpoint;
        private long nextReport;

        Student(int begin, Uninterrupted uninterrupted) {
            this.begin = begin;
            this.uninterrupted = uninterrupted;
        }

        /** So many characters of the endless text. */
        String next(int characters) {
            var text = new StringBuilder(characters);
            while (text.length() < characters) {
                int from = (int) ((begin + sent + text.length()) % TEXT.length());
                text.append(TEXT, from, Math.min(TEXT.length(), from + characters - text.length()));
            }
            sent += characters;
            unlearned.append(text);
            return text.toString();
        }
    }

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
            students.put(model, new Student(students.size() * 1000, new Uninterrupted(settings)));
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
        var shape = settings.learner();
        int portion = settings.checkpoints().every()
                * shape.window().batchSize()
                * shape.window().unrollings();
        int record = settings.scores() ? SCORED_CHARACTERS : RECORD_CHARACTERS;
        long now = System.currentTimeMillis() + clock.toMillis();
        students.forEach((model, student) -> {
            int characters =
                    portion + (student.sent == 0 ? settings.validation().characters() + 1 : 0);
            String text = student.next(characters);
            student.sentSteps += settings.checkpoints().every();
            for (int from = 0; from < characters; from += record) {
                String piece = text.substring(from, Math.min(characters, from + record));
                producer.send(new ProducerRecord<>(TopicNames.CORPUS, null, now, model, new CorpusText(piece)));
            }
            if (settings.scores()) {
                judge(model, text.substring(0, Math.min(characters, record)), now);
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
        return students.values().stream()
                .mapToLong(student -> student.sentSteps - student.steps)
                .min()
                .orElse(0);
    }

    @Override
    public Map<String, Long> done() {
        for (var record : poll()) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (key.endsWith(STEPS)) {
                var student = students.get(key.substring(0, key.length() - STEPS.length()));
                long steps = ByteBuffer.wrap(record.value()).getLong();
                assertThat(steps).as("steps committed after %s", student.steps).isGreaterThanOrEqualTo(student.steps);
                student.steps = steps;
            }
        }
        var done = new TreeMap<String, Long>();
        students.forEach((model, student) -> done.put(model, student.steps));
        return done;
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
        return students.values().stream().allMatch(student -> student.steps == student.sentSteps);
    }

    @Override
    public boolean isCaughtInTheAct() {
        boolean caught = false;
        for (var record : uncommitted.poll(Duration.ofMillis(20))) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            var student = students.get(CheckpointKeys.model(key));
            caught |= record.value() != null
                    && key.compareTo(CheckpointKeys.chunk(CheckpointKeys.model(key), student.checkpoint + 1, 0)) > 0
                    && !CheckpointKey.isManifest(key);
        }
        return caught;
    }

    @Override
    public void verify() {
        students.values().forEach(student -> {
            student.uninterrupted.learn(student.unlearned.toString());
            student.unlearned.setLength(0);
        });
        manifests.readToEnd(record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() != null && CheckpointKey.isManifest(key)) {
                check((CheckpointManifest) checkpoints.deserialize(TopicNames.CHECKPOINTS, record.value()));
            }
        });
        reports.readToEnd(record -> check((TrainingReport) values.deserialize(TopicNames.METRICS, record.value())));
    }

    /** Each checkpoint is there once, in order, and is that of the uninterrupted run. */
    private void check(CheckpointManifest manifest) {
        var student = students.get(manifest.getModel());
        assertThat(manifest.getStep())
                .isEqualTo(student.checkpoint + settings.checkpoints().every());
        assertThat(new Uninterrupted.Point(manifest.getStep(), manifest.getCharacters(), manifest.getSha256()))
                .as("checkpoint of model %s", manifest.getModel())
                .isEqualTo(student.uninterrupted.at(manifest.getStep()));
        student.checkpoint = manifest.getStep();
    }

    /** Each report is there once and in order. */
    private void check(TrainingReport report) {
        var student = students.get(report.getModel());
        assertThat(report.getStep())
                .as("reports of model %s", report.getModel())
                .isEqualTo(student.nextReport);
        student.nextReport += settings.reports().every();
    }

    /** All that was sent has been learned, once. */
    @Override
    public void verifyEnd() {
        patiently().untilAsserted(() -> {
            verify();
            assertThat(students).allSatisfy((model, student) -> {
                assertThat(student.checkpoint).isEqualTo(student.sentSteps);
                assertThat(student.steps).isEqualTo(student.uninterrupted.steps());
                assertThat(student.uninterrupted.characters())
                        .isEqualTo(student.sent - settings.validation().characters() - 1);
            });
        });
        if (settings.scores()) {
            students.keySet().forEach(model -> LearnedAgain.requireEqualNews(configuration, model));
        }
    }

    @Override
    public String summary() {
        return students.entrySet().stream()
                .map(student -> "model %s: %,d steps, %,d characters, sha256 %s"
                        .formatted(
                                student.getKey(),
                                student.getValue().checkpoint,
                                student.getValue().uninterrupted.characters(),
                                student.getValue()
                                        .uninterrupted
                                        .at(student.getValue().checkpoint)
                                        .sha256()))
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
