package io.inkstream.topics.corpus;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.FeedbackVerdict;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.json.TextField;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import io.inkstream.train.corpus.RecordText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to {@code corpus-feedback} what a person says of a record of {@code corpus-in}. For any number of threads. */
public final class Feedback implements AutoCloseable {

    private static final Duration FOUND_WITHIN = Duration.ofSeconds(10);
    private static final int SEND_SECONDS = 10;
    /** More than a trainer takes of it. */
    private static final int TEXT_MAX = 1000;

    private final Configuration configuration;
    private final RecordText text;
    private final KafkaProducer<byte[], SpecificRecord> producer;

    public Feedback(Configuration configuration) {
        this.configuration = configuration;
        var avro = AvroSerdes.values(configuration);
        this.text = new RecordText(
                new TextField(configuration.string(Keys.CORPUS_FIELD)),
                configuration.string(Keys.CORPUS_LINE_END),
                avro.deserializer());
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TimeUnit.SECONDS.toMillis(SEND_SECONDS));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), avro.serializer());
    }

    /**
     * Writes a verdict, with the record's text. Returns when it is written.
     *
     * @param model that told of the record; null: the one that the record feeds
     * @param partition of {@code corpus-in}
     * @return what was written
     * @throws NoSuchElementException if the record is not there, or has no text; the message says what
     * @throws KafkaException if a topic cannot be read or written
     */
    public CorpusFeedback say(FeedbackVerdict verdict, String model, int partition, long offset) {
        var record = record(partition, offset);
        var feedback = CorpusFeedback.newBuilder()
                .setModel(model == null ? fed(record) : model)
                .setVerdict(verdict)
                .setText(beginning(record))
                .setPartition(partition)
                .setOffset(offset)
                .build();
        write(feedback);
        return feedback;
    }

    private ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var reader = new TopicReader(configuration, TopicNames.CORPUS)) {
            reader.some(partition, new TreeSet<>(List.of(offset)), FOUND_WITHIN, found::add);
        }
        if (found.isEmpty()) {
            throw new NoSuchElementException(
                    "there is no record " + place(partition, offset)
                            + ": its topic ends before it, or its retention has taken it away; give the place that an alert names");
        }
        return found.get(0);
    }

    private static String place(int partition, long offset) {
        return TopicNames.CORPUS + "-" + partition + "@" + offset;
    }

    private String beginning(ConsumerRecord<byte[], byte[]> record) {
        try {
            String all = text.of(record.value(), record.headers());
            return all.substring(0, all.offsetByCodePoints(0, Math.min(TEXT_MAX, all.codePointCount(0, all.length()))));
        } catch (UnreadableException | SerializationException e) {
            throw new NoSuchElementException(
                    "the record " + place(record.partition(), record.offset()) + " has no text: " + e.getMessage());
        }
    }

    /** A key that names no model feeds none. */
    private String fed(ConsumerRecord<byte[], byte[]> record) {
        if (!configuration.string(Keys.MODEL_BY).equals("key")) {
            return configuration.string(Keys.MODEL);
        }
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!CheckpointKeys.isModelName(key)) {
            throw new NoSuchElementException("the record " + place(record.partition(), record.offset())
                    + " feeds no model: with model.by=key its key must be a model's name");
        }
        return key;
    }

    private void write(CorpusFeedback feedback) {
        byte[] key = feedback.getModel().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(TopicNames.FEEDBACK, key, feedback))
                    .get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new KafkaException(
                    "what was said could not be written to " + TopicNames.FEEDBACK + ": "
                            + (cause.getMessage() == null ? "no answer from the brokers" : cause.getMessage())
                            + "; is the topic there? inkstream topics create --set corpus.scores=true makes it",
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while writing to " + TopicNames.FEEDBACK, e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
