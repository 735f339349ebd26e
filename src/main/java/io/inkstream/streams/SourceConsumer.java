package io.inkstream.streams;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of a topology's source topics. Where Kafka's own goes on in silence at what is left of a topic, this one says which
 * records nobody read. For one thread, as every consumer.
 */
abstract class SourceConsumer extends KafkaConsumer<byte[], byte[]> {

    /** Hears of records that were removed before they were read: those from an offset on, up to another and without it. */
    @FunctionalInterface
    interface Removed {
        void records(TopicPartition partition, long from, long to);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SourceConsumer.class);
    private static final String RESET = ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;

    private final String reset;
    private final Removed removed;

    SourceConsumer(Map<String, Object> settings, Removed removed) {
        super(resetHere(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.reset = reset(settings);
        this.removed = removed;
    }

    private static String reset(Map<String, Object> settings) {
        return String.valueOf(settings.getOrDefault(RESET, "earliest"));
    }

    private static boolean isOurs(String reset) {
        return reset.equals("earliest") || reset.equals("latest");
    }

    private static Map<String, Object> resetHere(Map<String, Object> settings) {
        var ours = new HashMap<>(settings);
        if (isOurs(reset(settings))) {
            ours.put(RESET, "none");
        }
        return ours;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            return super.poll(timeout);
        } catch (NoOffsetForPartitionException e) {
            if (!isOurs(reset)) {
                throw e;
            }
            reset(e.partitions());
        } catch (OffsetOutOfRangeException e) {
            if (!isOurs(reset)) {
                throw e;
            }
            say(e.offsetOutOfRangePartitions());
            reset(e.partitions());
        }
        return ConsumerRecords.empty();
    }

    private void reset(Collection<TopicPartition> partitions) {
        if (reset.equals("earliest")) {
            seekToBeginning(partitions);
        } else {
            seekToEnd(partitions);
        }
    }

    private void say(Map<TopicPartition, Long> wanted) {
        var beginnings = beginningOffsets(wanted.keySet());
        var ends = endOffsets(wanted.keySet());
        wanted.forEach((partition, offset) -> {
            long beginning = beginnings.get(partition);
            long end = ends.get(partition);
            if (offset < beginning) {
                LOG.warn(
                        "{}: retention removed the records from offset {} to {} before they were read, {} at most;"
                                + " give the topic a longer retention (retention.ms, retention.bytes), or read it faster",
                        partition,
                        offset,
                        beginning - 1,
                        beginning - offset);
                removed.records(partition, offset, beginning);
            } else {
                LOG.warn(
                        "{}: it was read up to offset {} and now ends at {}: it was deleted and created again, or lost records."
                                + " Reading continues from offset {}",
                        partition,
                        offset,
                        end,
                        reset.equals("earliest") ? beginning : end);
            }
        });
    }
}
