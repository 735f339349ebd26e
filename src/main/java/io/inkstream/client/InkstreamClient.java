package io.inkstream.client;

import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.AvroSerde;
import io.inkstream.serde.json.ContentTypeSerde;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serde;

/**
 * Asks prompts and follows their replies: any number at a time over one producer and one consumer, from any number of threads. The
 * consumer reads committed records only, all partitions, without a group, from the end as it is when the first prompt is asked.
 *
 * <p>A session answers its prompts in the order in which they were asked here. Without a session a prompt stands alone.
 */
public final class InkstreamClient implements AutoCloseable {

    private final PromptProducer prompts;
    private final Map<String, ?> consuming;
    private final Serde<SpecificRecord> values;
    private ReplyConsumer replies;
    private boolean closed;

    /**
     * Connects with the settings of Kafka's clients ({@code bootstrap.servers}, security and others) and of the registry, as
     * {@link AvroSerde} has them ({@code schema.registry.url} and others). Nothing is read until the first prompt.
     *
     * @throws KafkaException if a setting is wrong
     */
    public static InkstreamClient connect(Map<String, ?> settings) {
        return new InkstreamClient(settings, settings, values(settings));
    }

    /** Our records under the wire format, or in JSON where a record's header says so. */
    static Serde<SpecificRecord> values(Map<String, ?> settings) {
        var values = new ContentTypeSerde(new AvroSerde());
        values.configure(settings, false);
        return values;
    }

    /**
     * Connects with another serde.
     *
     * @param producing settings of the producer of prompts
     * @param consuming settings of the consumer of replies
     * @param values reads and writes values; configured already
     * @throws KafkaException if a setting is wrong
     */
    public InkstreamClient(Map<String, ?> producing, Map<String, ?> consuming, Serde<SpecificRecord> values) {
        this.consuming = Map.copyOf(consuming);
        this.values = values;
        this.prompts = new PromptProducer(producing, values.serializer());
    }

    /** Asks a prompt that stands alone: {@link #ask(String, Prompt)} without a session. */
    public Reply ask(Prompt prompt) {
        return ask(null, prompt);
    }

    /** Asks a prompt: {@link #ask(String, Prompt, Consumer)}, whose pieces are asked for by {@link Reply}. */
    public Reply ask(String session, Prompt prompt) {
        return ask(session, prompt, piece -> {});
    }

    /**
     * Asks a prompt, and returns at once, but that the first waits until the ends of the replies' topic are known. That the prompt could
     * not be written is told by its reply.
     *
     * @param session the session that the prompt continues, or null
     * @param prompt what is asked; without an id it gets one
     * @param pieces hears of each piece, of each continuation in order, on the thread that reads all replies: it must not wait
     * @return what comes of it; to be closed if it is not waited for
     * @throws IllegalStateException if the client is closed, or the topic of replies does not exist
     * @throws KafkaException if the topic of replies cannot be read
     */
    public Reply ask(String session, Prompt prompt, Consumer<GeneratedText> pieces) {
        var following = follow();
        var asked = prompt.getId() == null ? withId(prompt) : prompt;
        var reply = new Reply(asked.getId(), pieces, following::leave, () -> cancel(session, asked.getId()));
        following.add(reply);
        prompts.send(session, asked, reply);
        return reply;
    }

    /** The same prompt sent again, by its idempotency key, must have the same id. */
    private static Prompt withId(Prompt prompt) {
        String again = prompt.getIdempotencyKey();
        return Prompt.newBuilder(prompt)
                .setId(again == null ? UUID.randomUUID().toString() : again)
                .build();
    }

    /**
     * How likely the default model finds a text; nothing is written.
     *
     * @param most how long to wait
     * @throws NoReplyException if no reply comes in time
     * @throws PromptRefusedException if the generator does not take the text, for it is too long, say
     */
    public Score score(String text, Duration most) throws InterruptedException {
        var prompt =
                Prompt.newBuilder().setText(text).setLength(0).setLogprobs(1).build();
        try (var reply = ask(prompt)) {
            return Score.of(reply.await(most));
        }
    }

    /**
     * Cancels the prompts with this id, and this session, that are not answered: their replies end with the finish reason
     * {@code CANCELLED}, and their session stays as it was.
     *
     * @param session that of the prompt, or null
     * @return done when it is written; the prompt may have been answered before
     */
    public CompletableFuture<Void> cancel(String session, String id) {
        return prompts.cancel(session, id);
    }

    /** Begins to follow replies, which else the first prompt does. */
    public void begin() {
        follow();
    }

    private synchronized ReplyConsumer follow() {
        if (closed) {
            throw new IllegalStateException("the client is closed: connect another");
        }
        if (replies == null) {
            replies = new ReplyConsumer(consuming, values.deserializer());
        }
        return replies;
    }

    /** Why replies are read no more, after an error that Kafka's consumer does not come out of: connect another client. */
    public synchronized Optional<Throwable> trouble() {
        return replies == null ? Optional.empty() : replies.trouble();
    }

    /** Ends; replies that are not whole fail. What was asked is answered all the same, unless it was cancelled. */
    @Override
    public void close() {
        ReplyConsumer following;
        synchronized (this) {
            closed = true;
            following = replies;
        }
        if (following != null) {
            following.close();
        }
        prompts.close();
    }
}
