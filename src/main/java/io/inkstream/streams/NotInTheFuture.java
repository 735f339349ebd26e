package io.inkstream.streams;

import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's own time, or now where that is yet to come or is none. What is made from a record carries its time on, and brokers
 * refuse what is more than an hour ahead of them ({@code message.timestamp.after.max.ms}): one producer with a wrong clock, on a
 * topic that lets it, would stop a topology for good.
 */
public final class NotInTheFuture implements TimestampExtractor {

    private final InstantSource clock;

    /** Called by Kafka Streams. */
    public NotInTheFuture() {
        this(InstantSource.system());
    }

    NotInTheFuture(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = clock.millis();
        return record.timestamp() < 0 || record.timestamp() > now ? now : record.timestamp();
    }
}
