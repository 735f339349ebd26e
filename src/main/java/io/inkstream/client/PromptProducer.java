package io.inkstream.client;

import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/** Writes prompts to their topic. For any number of threads. */
final class PromptProducer implements AutoCloseable {

    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], SpecificRecord> producer;

    PromptProducer(Map<String, ?> settings, Serializer<SpecificRecord> values) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0); // somebody waits for the reply
        producer = new KafkaProducer<>(all, new ByteArraySerializer(), values);
    }

    /** @param session null for none */
    void send(String session, Prompt prompt, Reply reply) {
        try {
            producer.send(record(session, prompt), (metadata, e) -> {
                if (e == null) {
                    reply.wasWritten();
                } else {
                    reply.wasNotWritten(e, notWritten(e));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            reply.wasNotWritten(e, e);
        }
    }

    private static KafkaException notWritten(Exception e) {
        return new KafkaException("the prompt could not be written to " + TopicNames.PROMPTS, e);
    }

    /** A prompt without a session goes anywhere, but always to the same partition if it is to be known again. */
    private ProducerRecord<byte[], SpecificRecord> record(String session, Prompt prompt) {
        String again = prompt.getIdempotencyKey();
        Integer partition = session != null || again == null
                ? null
                : Utils.toPositive(Utils.murmur2(Utils.utf8(again)))
                        % producer.partitionsFor(TopicNames.PROMPTS).size();
        return new ProducerRecord<>(TopicNames.PROMPTS, partition, key(session), prompt);
    }

    /** One without a session may be in any partition, so its cancellation goes to all of them. */
    CompletableFuture<Void> cancel(String session, String id) {
        var cancellation =
                Prompt.newBuilder().setText("").setId(id).setCancel(true).build();
        try {
            if (session != null) {
                return written(new ProducerRecord<>(TopicNames.PROMPTS, key(session), cancellation));
            }
            return CompletableFuture.allOf(producer.partitionsFor(TopicNames.PROMPTS).stream()
                    .map(partition -> written(
                            new ProducerRecord<>(TopicNames.PROMPTS, partition.partition(), null, cancellation)))
                    .toArray(CompletableFuture<?>[]::new));
        } catch (KafkaException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Void> written(ProducerRecord<byte[], SpecificRecord> record) {
        var written = new CompletableFuture<Void>();
        producer.send(record, (metadata, e) -> {
            if (e == null) {
                written.complete(null);
            } else {
                written.completeExceptionally(notWritten(e));
            }
        });
        return written;
    }

    private static byte[] key(String session) {
        return session == null ? null : session.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(CLOSED_WITHIN);
    }
}
