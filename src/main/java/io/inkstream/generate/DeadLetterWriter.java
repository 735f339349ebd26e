package io.inkstream.generate;

import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.deadletter.DeadLetter;
import io.inkstream.serde.deadletter.DeadLetterLog;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends records that are no prompts where somebody may look at them. */
final class DeadLetterWriter {

    private final ProcessorContext<byte[], Object> context;
    private final DeadLetterLog log;
    private final GeneratorListener listener;

    DeadLetterWriter(ProcessorContext<byte[], Object> context, DeadLetterLog log, GeneratorListener listener) {
        this.context = context;
        this.log = log;
        this.listener = listener;
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
        context.forward(
                new Record<byte[], Object>(letter.key(), letter.value(), record.timestamp(), letter.headers()),
                GeneratorTopology.DEAD_LETTERS);
    }
}
