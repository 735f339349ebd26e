package io.inkstream.streams;

import io.inkstream.generate.BusyPartitions;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * The generator's consumer: waits for prompts only while there is none to be answered. Kafka Streams polls between two spells of
 * work, and would wait {@code poll.ms} each time that nothing new is there.
 */
final class EagerConsumer extends SourceConsumer {

    private final BusyPartitions workload;

    EagerConsumer(Map<String, Object> settings, BusyPartitions workload, Removed removed) {
        super(settings, removed);
        this.workload = workload;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        boolean busy = assignment().stream().anyMatch(partition -> workload.isBusy(partition.partition()));
        return super.poll(busy ? Duration.ZERO : timeout);
    }
}
