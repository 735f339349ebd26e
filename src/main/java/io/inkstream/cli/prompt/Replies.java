package io.inkstream.cli.prompt;

import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.log.PassedOver;
import io.inkstream.topics.TopicReader;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.slf4j.LoggerFactory;

/** What comes on {@code generated-text}. */
final class Replies {

    private static final Duration POLL = Duration.ofMillis(100);

    private final TopicReader topic;
    private final Serde<SpecificRecord> serde;
    private final PassedOver passedOver = new PassedOver(LoggerFactory.getLogger(Replies.class), System::nanoTime);

    Replies(TopicReader topic, Serde<SpecificRecord> serde) {
        this.topic = topic;
        this.serde = serde;
    }

    /**
     * Waits for all that answers a prompt, and gives the last of it, or the first error.
     *
     * @param each hears of every piece as it comes
     * @throws IllegalStateException if it does not come in time
     */
    GeneratedText await(String id, Duration most, Consumer<GeneratedText> each) {
        long end = System.nanoTime() + most.toNanos();
        int ended = 0;
        while (System.nanoTime() < end) {
            for (var record : topic.poll(POLL)) {
                var found = decoded(record).filter(reply -> reply.getId().equals(id));
                found.ifPresent(each);
                if (found.filter(GeneratedText::getLast).isPresent()) {
                    ended++;
                    var last = found.get();
                    if (last.getFinishReason() == FinishReason.ERROR || ended == last.getCount()) {
                        return last;
                    }
                }
            }
        }
        throw new IllegalStateException("no whole reply within " + most.toSeconds()
                + " s; is a generator running (inkstream"
                + " generate) and is there a model (inkstream model list)? The reply will have the id " + id);
    }

    /** Somebody else's record may be anything; ours will come. */
    private Optional<GeneratedText> decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(ReadBack.reply(
                    serde.deserializer().deserialize(TopicNames.GENERATED, record.headers(), record.value())));
        } catch (SerializationException | UnreadableException e) {
            passedOver.add(record, e);
            return Optional.empty();
        }
    }
}
