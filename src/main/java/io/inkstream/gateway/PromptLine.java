package io.inkstream.gateway;

import io.inkstream.runtime.AvroSerdes;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.TopicReader;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes prompts, and hands the replies, committed ones only, to those who asked. For any number of threads. */
final class PromptLine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PromptLine.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaProducer<byte[], SpecificRecord> producer;
    private final Serde<SpecificRecord> serde;
    private final TopicReader replies;
    private final Thread reader;
    private final Map<String, Exchange> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    PromptLine(Configuration configuration) {
        serde = AvroSerdes.values(configuration);
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), serde.serializer());
        replies = new TopicReader(configuration, TopicNames.GENERATED);
        replies.toEnd();
        reader = new Thread(this::read, "gateway-replies");
        reader.setDaemon(true);
        reader.start();
    }

    /** Writes a prompt; what comes of it comes to the exchange, whose id it has. */
    void send(Prompt prompt, String session, Exchange exchange) {
        open.put(exchange.id(), exchange);
        try {
            producer.send(new ProducerRecord<>(TopicNames.PROMPTS, key(session), prompt), (metadata, e) -> {
                if (e != null) {
                    failed(exchange, e);
                }
            });
        } catch (KafkaException e) {
            failed(exchange, e);
        }
    }

    private void failed(Exchange exchange, Exception e) {
        LOG.warn("A prompt could not be written to {}: {}", TopicNames.PROMPTS, e.getMessage());
        open.remove(exchange.id());
        exchange.fail(Refusal.unavailable(503, "the prompt could not be written to Kafka: " + e.getMessage(), "kafka"));
    }

    /** Ends a prompt that nobody waits for any more. */
    void cancel(String session, Exchange exchange) {
        var cancellation = Prompt.newBuilder()
                .setText("")
                .setId(exchange.id())
                .setCancel(true)
                .build();
        try {
            if (session != null) {
                producer.send(new ProducerRecord<>(TopicNames.PROMPTS, key(session), cancellation));
                return;
            }
            // One without a session may be in any partition.
            for (var partition : producer.partitionsFor(TopicNames.PROMPTS)) {
                producer.send(new ProducerRecord<>(TopicNames.PROMPTS, partition.partition(), null, cancellation));
            }
        } catch (KafkaException e) {
            LOG.warn("A prompt could not be cancelled: {}", e.getMessage());
        }
    }

    private static byte[] key(String session) {
        return session == null ? null : session.getBytes(StandardCharsets.UTF_8);
    }

    private void read() {
        try {
            while (!closed) {
                for (var record : replies.poll(POLL)) {
                    decoded(record.value()).ifPresent(this::take);
                }
            }
        } catch (WakeupException e) {
            LOG.debug("No more replies are read");
        } catch (KafkaException e) {
            LOG.error("Replies can no longer be read; start the gateway again", e);
            var reason = Refusal.unavailable(503, "replies can no longer be read: " + e.getMessage(), "kafka");
            open.values().forEach(exchange -> exchange.fail(reason));
        }
    }

    /** Somebody else's record may be anything. */
    private Optional<GeneratedText> decoded(byte[] value) {
        try {
            return serde.deserializer().deserialize(TopicNames.GENERATED, value) instanceof GeneratedText reply
                    ? Optional.of(reply)
                    : Optional.empty();
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }

    private void take(GeneratedText reply) {
        var exchange = open.get(reply.getId());
        if (exchange != null) {
            exchange.add(reply);
            if (exchange.isComplete()) {
                open.remove(exchange.id());
            }
        }
    }

    /** Whether replies are being read. */
    boolean isReading() {
        return reader.isAlive();
    }

    @Override
    public void close() {
        closed = true;
        replies.wakeUp();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        replies.close();
        producer.close(Duration.ofSeconds(5));
    }
}
