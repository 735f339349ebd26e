package io.inkstream.gateway;

import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.http.Refusal;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.log.PassedOver;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.RegistryWatch;
import io.inkstream.topics.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes prompts to their topic, and hands the replies, committed ones only, to those who asked. */
final class KafkaPrompts implements PromptLine {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPrompts.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** How long a request waits for the topic to be known. */
    private static final int BLOCK_MS_MAX = 10_000;

    private static final int REQUEST_MS_MAX = 30_000;
    private static final int WRITE_MS_MIN = 1000;

    private final KafkaProducer<byte[], SpecificRecord> producer;
    private final RegistryWatch registry;
    private final Serde<SpecificRecord> serde;
    private final PassedOver passedOver = new PassedOver(LOG, System::nanoTime);
    private final TopicReader replies;
    private final Thread reader;
    /** Those who wait, by the id of their prompt. The same request, sent twice, is the same prompt. */
    private final Map<String, List<Exchange>> open = new ConcurrentHashMap<>();

    private volatile boolean ended;
    /** Why the reader, or the producer, does its work no more; null while it does. */
    private volatile String readerEnded;

    private volatile String producerEnded;
    private volatile boolean closed;
    /** Why no replies are read, once they are not. */
    private volatile Refusal gone = new Refusal(503, "replies can no longer be read", null, "kafka");

    KafkaPrompts(Configuration configuration) {
        registry = new RegistryWatch(configuration, "gateway");
        serde = AvroSerdes.values(configuration, registry.ids());
        producer = new KafkaProducer<>(producing(configuration), new ByteArraySerializer(), serde.serializer());
        replies = new TopicReader(configuration, TopicNames.GENERATED);
        replies.toEnd();
        registry.start();
        reader = new Thread(this::read, "gateway-replies");
        reader.setDaemon(true);
        reader.start();
    }

    /** What is not written while its asker waits is not written at all, unless somebody has set when. */
    private static Map<String, Object> producing(Configuration configuration) {
        int timeout = Math.max(WRITE_MS_MIN, (int) configuration.longValue(Keys.GATEWAY_TIMEOUT_MS));
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        settings.putIfAbsent(MAX_BLOCK_MS_CONFIG, Math.min(timeout, BLOCK_MS_MAX));
        // Of the three the last must be no less than the others together.
        if (Collections.disjoint(settings.keySet(), List.of(REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS_CONFIG))
                && settings.putIfAbsent(LINGER_MS_CONFIG, 0) == null) {
            settings.put(REQUEST_TIMEOUT_MS_CONFIG, Math.min(timeout, REQUEST_MS_MAX));
            settings.put(DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        }
        settings.putIfAbsent(LINGER_MS_CONFIG, 0);
        return settings;
    }

    @Override
    public void send(Prompt prompt, String session, Exchange exchange) {
        open.compute(prompt.getId(), (id, waiting) -> with(waiting, exchange));
        if (!isReading()) {
            exchange.fail(gone);
            return;
        }
        try {
            producer.send(record(prompt, session), (metadata, e) -> {
                if (e == null) {
                    producerEnded = null;
                    exchange.written();
                } else {
                    failed(exchange, e);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            failed(exchange, e);
        }
    }

    private static List<Exchange> with(List<Exchange> waiting, Exchange exchange) {
        var all = waiting == null ? new ArrayList<Exchange>() : new ArrayList<>(waiting);
        all.add(exchange);
        return List.copyOf(all);
    }

    @Override
    public void leave(Exchange exchange) {
        for (String prompt : exchange.ids()) {
            open.computeIfPresent(prompt, (id, waiting) -> {
                var others = waiting.stream().filter(each -> each != exchange).toList();
                return others.isEmpty() ? null : others;
            });
        }
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
        if (isLasting(e)) {
            producerEnded = "prompts can no longer be written: " + e.getMessage();
        }
        exchange.fail(
                e instanceof RecordTooLargeException
                        ? new Refusal(
                                413,
                                "the prompt is larger than a record of " + TopicNames.PROMPTS + " may be",
                                "prompt",
                                "prompt_too_large")
                        : new Refusal(
                                503,
                                "the prompt could not be written to " + TopicNames.PROMPTS + ": " + e.getMessage(),
                                null,
                                "kafka"));
    }

    /** A producer that is closed, or in an error that it does not come out of; anything else may be otherwise with the next prompt. */
    private static boolean isLasting(Exception e) {
        return e instanceof IllegalStateException
                || e instanceof KafkaException
                        && !(e instanceof ApiException)
                        && !(e instanceof SerializationException)
                        && !(e.getCause() instanceof ApiException);
    }

    @Override
    public void cancel(String session, Exchange exchange) {
        exchange.unanswered().forEach(id -> cancel(session, id));
    }

    private void cancel(String session, String id) {
        var cancellation =
                Prompt.newBuilder().setText("").setId(id).setCancel(true).build();
        try {
            if (session != null) {
                producer.send(new ProducerRecord<>(TopicNames.PROMPTS, key(session), cancellation));
                return;
            }
            // One without a session may be in any partition.
            for (var partition : producer.partitionsFor(TopicNames.PROMPTS)) {
                producer.send(new ProducerRecord<>(TopicNames.PROMPTS, partition.partition(), null, cancellation));
            }
        } catch (KafkaException | IllegalStateException e) {
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
                    decoded(record).ifPresent(this::take);
                }
            }
        } catch (WakeupException e) {
            LOG.debug("No more replies are read");
        } catch (RuntimeException | Error e) {
            LOG.error("Replies can no longer be read; start the gateway again", e);
            readerEnded = "replies can no longer be read: " + e;
            end(readerEnded);
        }
    }

    @Override
    public void end() {
        end("the gateway is being stopped; ask another, or this one again");
    }

    private void end(String why) {
        ended = true;
        gone = new Refusal(503, why, null, "kafka");
        open.values().forEach(waiting -> waiting.forEach(exchange -> exchange.fail(gone)));
    }

    /** Somebody else's record may be anything. */
    private Optional<GeneratedText> decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(ReadBack.reply(
                    serde.deserializer().deserialize(TopicNames.GENERATED, record.headers(), record.value())));
        } catch (SerializationException | UnreadableException e) {
            passedOver.add(record, e);
            return Optional.empty();
        }
    }

    private void take(GeneratedText reply) {
        open.getOrDefault(reply.getId(), List.of()).forEach(exchange -> exchange.add(reply));
    }

    @Override
    public boolean isReading() {
        return reader.isAlive() && !ended;
    }

    @Override
    public Optional<String> trouble() {
        return closed ? Optional.empty() : Optional.ofNullable(readerEnded == null ? producerEnded : readerEnded);
    }

    @Override
    public void close() {
        closed = true;
        registry.close();
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
