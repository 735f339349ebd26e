package io.inkstream.gateway;

import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;

import io.inkstream.client.InkstreamClient;
import io.inkstream.client.Reply;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.http.Refusal;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.RegistryWatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes prompts to their topic, and hands the replies, committed ones only, to those who asked. */
final class KafkaPrompts implements PromptLine {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPrompts.class);

    /** How long a request waits for the topic to be known. */
    private static final int BLOCK_MS_MAX = 10_000;

    private static final int REQUEST_MS_MAX = 30_000;
    private static final int WRITE_MS_MIN = 1000;

    private final InkstreamClient client;
    private final RegistryWatch registry;
    /** Those who wait. The same request, sent twice, is the same prompt. */
    private final Map<Exchange, List<Reply>> open = new ConcurrentHashMap<>();

    /** Why the producer does its work no more; null while it does. */
    private volatile String producerEnded;

    private volatile boolean closed;
    /** Why no replies are read, once they are not. */
    private volatile Refusal gone;

    KafkaPrompts(Configuration configuration) {
        registry = new RegistryWatch(configuration, "gateway");
        client = new InkstreamClient(
                producing(configuration), configuration.kafka(), AvroSerdes.values(configuration, registry.ids()));
        client.begin();
        registry.start();
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
        open.putIfAbsent(exchange, List.of());
        if (gone != null) {
            exchange.fail(gone); // after it was added: what ends the others does not see one that comes later
            return;
        }
        try {
            var reply = client.ask(session, prompt, exchange::add);
            if (open.computeIfPresent(exchange, (waiting, replies) -> with(replies, reply)) == null) {
                reply.close(); // whoever waited left meanwhile, and would leave it open for ever
            }
            reply.written().whenComplete((done, e) -> written(exchange, e));
            reply.answer().whenComplete((answer, e) -> ended(exchange));
        } catch (KafkaException | IllegalStateException e) {
            failed(exchange, e);
        }
    }

    private static List<Reply> with(List<Reply> replies, Reply reply) {
        var all = new ArrayList<>(replies);
        all.add(reply);
        return List.copyOf(all);
    }

    private void written(Exchange exchange, Throwable e) {
        if (e == null) {
            producerEnded = null;
            exchange.written();
        } else {
            failed(exchange, e instanceof CompletionException wrapped ? wrapped.getCause() : e);
        }
    }

    /** Of one whose reply will not come, since none are read any more. */
    private void ended(Exchange exchange) {
        client.trouble().ifPresent(trouble -> end(said(trouble)));
        if (gone != null) {
            exchange.fail(gone);
        }
    }

    private static String said(Throwable trouble) {
        return "replies can no longer be read: " + trouble;
    }

    @Override
    public void leave(Exchange exchange) {
        var replies = open.remove(exchange);
        if (replies != null) {
            replies.forEach(Reply::close);
        }
    }

    private void failed(Exchange exchange, Throwable e) {
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
    private static boolean isLasting(Throwable e) {
        return e instanceof IllegalStateException
                || e instanceof KafkaException
                        && !(e instanceof ApiException)
                        && !(e instanceof SerializationException)
                        && !(e.getCause() instanceof ApiException);
    }

    @Override
    public void cancel(String session, Exchange exchange) {
        exchange.unanswered()
                .forEach(id -> client.cancel(session, id).whenComplete((done, e) -> {
                    if (e != null) {
                        LOG.warn("A prompt could not be cancelled: {}", e.getMessage());
                    }
                }));
    }

    @Override
    public void end() {
        end("the gateway is being stopped; ask another, or this one again");
    }

    private void end(String why) {
        gone = new Refusal(503, why, null, "kafka");
        open.keySet().forEach(exchange -> exchange.fail(gone));
    }

    @Override
    public boolean isReading() {
        return gone == null && client.trouble().isEmpty();
    }

    @Override
    public Optional<String> trouble() {
        return closed
                ? Optional.empty()
                : client.trouble().map(KafkaPrompts::said).or(() -> Optional.ofNullable(producerEnded));
    }

    @Override
    public void close() {
        closed = true;
        registry.close();
        client.close();
    }
}
