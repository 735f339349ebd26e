package io.inkstream.topics;

import io.inkstream.config.Configuration;
import io.inkstream.serde.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes records to {@code model-checkpoints}: all that belong together, or none. */
final class CheckpointWriter {

    private final Configuration configuration;

    CheckpointWriter(Configuration configuration) {
        this.configuration = configuration;
    }

    /** @param value null withdraws what has the key */
    record Value(byte[] value, Headers headers) {

        static Value of(ConsumerRecord<byte[], byte[]> record) {
            return new Value(record.value(), record.headers());
        }
    }

    /**
     * In one transaction, in this order.
     *
     * @param what is done with them; each has a transaction of its own
     * @throws KafkaException if the broker refuses one, with its key and size where it is too large; then none is written
     */
    void write(String what, String model, Map<String, Value> records) {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        var refused = new AtomicReference<Exception>();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "inkstream-" + what + "-" + model);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var sent = new ArrayList<Future<?>>();
            records.forEach((key, written) -> {
                var record =
                        new ProducerRecord<>(TopicNames.CHECKPOINTS, null, key, written.value(), written.headers());
                sent.add(producer.send(record, (metadata, failure) -> {
                    if (failure instanceof RecordTooLargeException) {
                        refused.compareAndSet(
                                null,
                                TooLarge.named(record, key.getBytes(StandardCharsets.UTF_8), written.value(), failure));
                    }
                }));
            });
            for (var each : sent) {
                each.get();
            }
            producer.commitTransaction();
        } catch (ExecutionException e) {
            var cause = refused.get() == null ? e.getCause() : refused.get();
            throw new KafkaException(
                    "the checkpoint could not be written to " + TopicNames.CHECKPOINTS + ": " + cause.getMessage(),
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while writing to " + TopicNames.CHECKPOINTS, e);
        }
    }
}
