package io.inkstream.gateway;

import io.inkstream.http.Refusal;
import io.inkstream.runtime.AvroSerdes;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.TopicReader;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
import org.apache.kafka.common.utils.Utils;
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
    /** Those who wait, by the id of their prompt. The same request, sent twice, is the same prompt. */
    private final Map<String, List<Exchange>> open = new ConcurrentHashMap<>();

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

    /** Writes a prompt; what comes of it comes to the exchange, whose id it has, until it is told to {@link #leave}. */
    void send(Prompt prompt, String session, Exchange exchange) {
        open.compute(exchange.id(), (id, waiting) -> with(waiting, exchange));
        try {
            producer.send(record(prompt, session), (metadata, e) -> {
                if (e != null) {
                    failed(exchange, e);
                }
            });
        } catch (KafkaException e) {
            failed(exchange, e);
        }
    }

    private static List<Exchange> with(List<Exchange> waiting, Exchange exchange) {
        var all = waiting == null ? new ArrayList<Exchange>() : new ArrayList<>(waiting);
        all.add(exchange);
        return List.copyOf(all);
    }

    /** Hands nothing more to it. */
    void leave(Exchange exchange) {
        open.computeIfPresent(exchange.id(), (id, waiting) -> {
            var others = waiting.stream().filter(each -> each != exchange).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** A prompt without a session goes anywhere, but always to the same partition if it is to be known again. */
    private ProducerRecord<byte[], SpecificRecord> record(Prompt prompt, String session) {
        String again = prompt.getIdempotencyKey();
        Integer partition = session != null || again == null
                ? null
                : Utils.toPositive(Utils.murmur2(Utils.utf8(again)))
                        % producer.partitionsFor(TopicNames.PROMPTS).size();
        return new ProducerRecord<>(TopicNames.PROMPTS, partition, key(session), prompt);
    }

    private void failed(Exchange exchange, Exception e) {
        LOG.warn("A prompt could not be written to {}: {}", TopicNames.PROMPTS, e.getMessage());
        exchange.fail(new Refusal(503, "the prompt could not be written to Kafka: " + e.getMessage(), null, "kafka"));
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
            var reason = new Refusal(503, "replies can no longer be read: " + e.getMessage(), null, "kafka");
            open.values().forEach(waiting -> waiting.forEach(exchange -> exchange.fail(reason)));
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
        open.getOrDefault(reply.getId(), List.of()).forEach(exchange -> exchange.add(reply));
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
