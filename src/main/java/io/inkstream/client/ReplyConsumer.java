package io.inkstream.client;

import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.log.PassedOver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what comes on {@code generated-text} to the replies that wait for it. */
final class ReplyConsumer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final CommittedTopic topic;
    private final Deserializer<SpecificRecord> values;
    private final PassedOver passedOver = new PassedOver(LOG, System::nanoTime);
    /** Those that wait, by the id of their prompt. The same prompt, sent twice, has two. */
    private final Map<String, List<Reply>> open = new ConcurrentHashMap<>();

    private final Thread thread;
    private volatile boolean closed;
    private volatile Throwable trouble;

    ReplyConsumer(Map<String, ?> settings, Deserializer<SpecificRecord> values) {
        this.values = values;
        topic = new CommittedTopic(settings, TopicNames.GENERATED);
        topic.toEnd();
        thread = new Thread(this::run, "inkstream-replies");
        thread.setDaemon(true);
        thread.start();
    }

    void add(Reply reply) {
        open.merge(
                reply.id(),
                List.of(reply),
                (some, one) -> Stream.concat(some.stream(), one.stream()).toList());
        if (closed || trouble != null) {
            reply.fail(gone()); // after it was added: whoever ends the others does not see one that comes later
        }
    }

    void leave(Reply reply) {
        open.computeIfPresent(reply.id(), (id, waiting) -> {
            var others = waiting.stream().filter(each -> each != reply).toList();
            return others.isEmpty() ? null : others;
        });
    }

    private void run() {
        try {
            while (!closed) {
                for (var record : topic.poll(POLL)) {
                    decoded(record)
                            .ifPresent(piece ->
                                    open.getOrDefault(piece.getId(), List.of()).forEach(reply -> reply.add(piece)));
                }
            }
        } catch (WakeupException e) {
            LOG.debug("No more replies are read");
        } catch (RuntimeException | Error e) {
            LOG.error("Replies can no longer be read; connect another client", e);
            trouble = e;
        } finally {
            closed = true;
            open.values().forEach(waiting -> waiting.forEach(reply -> reply.fail(gone())));
        }
    }

    private IllegalStateException gone() {
        return trouble == null
                ? new IllegalStateException("the client was closed before the reply was whole")
                : new IllegalStateException("replies can no longer be read: " + trouble, trouble);
    }

    /** Somebody else's record may be anything. */
    private Optional<GeneratedText> decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(
                    ReadBack.reply(values.deserialize(TopicNames.GENERATED, record.headers(), record.value())));
        } catch (SerializationException | UnreadableException e) {
            passedOver.add(record, e);
            return Optional.empty();
        }
    }

    Optional<Throwable> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        closed = true;
        topic.wakeUp();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        topic.close();
    }
}
