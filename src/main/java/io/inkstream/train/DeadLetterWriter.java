package io.inkstream.train;

import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.deadletter.DeadLetter;
import io.inkstream.serde.deadletter.DeadLetterLog;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends records that cannot be used where somebody may look at them.
 *
 * @param sink the processor's sink of dead letters
 */
record DeadLetterWriter(
        ProcessorContext<? super byte[], ? super byte[]> context,
        String sink,
        DeadLetterLog log,
        TrainerListener listener) {

    /** Tells of a record that was taken, and turned out later to be of no use: its value is short, and given anew. */
    void rejectLater(String topic, int partition, long offset, String key, String value, RuntimeException reason) {
        log.add(topic, partition, offset, reason);
        listener.rejected(topic, UnreadableException.Reason.of(reason));
        var letter = DeadLetter.of(
                key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8),
                null,
                topic,
                partition,
                offset,
                reason);
        context.forward(
                new Record<>(letter.key(), letter.value(), context.currentSystemTimeMs(), letter.headers()), sink);
    }

    void reject(Record<byte[], byte[]> record, RuntimeException reason) {
        var place = context.recordMetadata().orElseThrow();
        log.add(place.topic(), place.partition(), place.offset(), reason);
        listener.rejected(place.topic(), UnreadableException.Reason.of(reason));
        var letter = DeadLetter.of(
                record.key(),
                record.value(),
                record.headers(),
                place.topic(),
                place.partition(),
                place.offset(),
                reason);
        context.forward(new Record<>(letter.key(), letter.value(), record.timestamp(), letter.headers()), sink);
    }
}
