package io.inkstream.client;

import io.inkstream.schema.CorpusText;
import io.inkstream.serde.TopicNames;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Streams text into {@code corpus-in}, exactly as it is: in Avro records, each with the place in its source behind it as a
 * header, so that a sender that was stopped can go on where it was.
 */
public final class CorpusSender implements AutoCloseable {

    /** The characters (UTF-16 units) of the source that were sent up to and with a record, in decimal. */
    public static final String POSITION_HEADER = "inkstream.corpus.position";

    private static final int RECORD_CHARACTERS = 4096;

    private final KafkaProducer<byte[], SpecificRecord> producer;
    private final byte[] key;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private long position;

    /**
     * A sender of a new text, with the settings of {@link InkstreamClient#connect}.
     *
     * @param key the key of the records, or null; with {@code model.by=key} the model that learns them
     * @throws KafkaException if a setting is wrong
     */
    public static CorpusSender connect(Map<String, ?> settings, String key) {
        return new CorpusSender(settings, InkstreamClient.values(settings).serializer(), key, 0);
    }

    /**
     * A sender with another serializer, or of a text whose beginning was sent before.
     *
     * @param kafka settings of a producer
     * @param values writes values; configured already
     * @param key the key of the records, or null
     * @param position characters (UTF-16 units) of the source that were sent before
     */
    public CorpusSender(Map<String, ?> kafka, Serializer<SpecificRecord> values, String key, long position) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), values);
        this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        this.position = position;
    }

    /** Characters of the source that were sent so far. */
    public long position() {
        return position;
    }

    /** Bytes, in UTF-8, of the text that was given to this sender: so many from its beginning are acknowledged. */
    public long acknowledgedBytes() {
        return acknowledgements.bytes();
    }

    /**
     * Sends all that the reader gives.
     *
     * @param sent is told after each record how many characters (UTF-16 units) it had
     * @throws KafkaException if the broker did not take a record
     */
    public void send(Reader text, LongConsumer sent) throws IOException {
        char[] buffer = new char[RECORD_CHARACTERS];
        int kept = 0; // 1 while the first half of a surrogate pair waits for the second
        for (int read = text.read(buffer); read >= 0; read = text.read(buffer, kept, buffer.length - kept)) {
            int held = kept + read;
            kept = held > 0 && Character.isHighSurrogate(buffer[held - 1]) ? 1 : 0;
            if (held > kept) {
                send(new String(buffer, 0, held - kept));
                sent.accept(held - kept);
            }
            buffer[0] = buffer[Math.max(0, held - 1)];
        }
    }

    /**
     * Sends all that the reader gives, a line with its end a record, each as soon as it is whole; one that is longer than a record is cut.
     *
     * @param sent as for {@link #send(Reader, LongConsumer)}
     * @throws KafkaException if the broker did not take a record
     */
    public void sendLines(Reader text, LongConsumer sent) throws IOException {
        char[] buffer = new char[RECORD_CHARACTERS];
        var line = new StringBuilder();
        for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
            for (int i = 0; i < read; i++) {
                line.append(buffer[i]);
                if (buffer[i] == '\n' || line.length() >= RECORD_CHARACTERS && !Character.isHighSurrogate(buffer[i])) {
                    sendLine(line, sent);
                }
            }
        }
        if (!line.isEmpty()) {
            sendLine(line, sent);
        }
    }

    private void sendLine(StringBuilder line, LongConsumer sent) {
        send(line.toString());
        sent.accept(line.length());
        line.setLength(0);
    }

    /** Sends one record. */
    public void send(String text) {
        rethrow();
        position += text.length();
        var record = new ProducerRecord<byte[], SpecificRecord>(TopicNames.CORPUS, key, new CorpusText(text));
        record.headers().add(POSITION_HEADER, Long.toString(position).getBytes(StandardCharsets.UTF_8));
        var part = acknowledgements.sending(text.getBytes(StandardCharsets.UTF_8).length);
        producer.send(record, (metadata, e) -> {
            if (e == null) {
                part.acknowledge();
            } else {
                failure.compareAndSet(null, e);
            }
        });
    }

    /** Waits until the broker has acknowledged every record. */
    public void flush() {
        producer.flush();
        rethrow();
    }

    private void rethrow() {
        var e = failure.get();
        if (e != null) {
            throw new KafkaException("text could not be written to " + TopicNames.CORPUS + ": " + e.getMessage(), e);
        }
    }

    /** Takes no more, and waits so long at most for what is on its way. From any thread. */
    public void close(Duration wait) {
        producer.close(wait);
    }

    @Override
    public void close() {
        producer.close();
    }
}
