package io.inkstream.topics;

import io.inkstream.client.CommittedTopic;
import io.inkstream.config.Configuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** Reads all partitions of a topic, committed records only, without a group. For one thread. */
public final class TopicReader implements AutoCloseable {

    private static final long STALLED_NANOS = Duration.ofSeconds(30).toNanos();

    /** Offsets between two records that are rather read than sought. */
    private static final long NEAR = 200;

    private final CommittedTopic committed;
    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final List<TopicPartition> partitions;

    /** @throws IllegalStateException if there is no such topic */
    public TopicReader(Configuration configuration, String topic) {
        this.topic = topic;
        committed = new CommittedTopic(configuration.kafka(), topic);
        consumer = committed.consumer();
        partitions = committed.partitions();
    }

    /** Reads the partition alone that records with this key go to, from its beginning, and gives its number. */
    int onlyOf(String key) {
        int partition = Utils.toPositive(Utils.murmur2(Utils.utf8(key))) % partitions.size();
        only(partition, beginning(partition));
        return partition;
    }

    /** Goes to the first record of every partition. */
    public void toBeginning() {
        consumer.seekToBeginning(partitions);
    }

    /** Goes to the first record of every partition that is of this time or later, or behind the last. */
    void toTime(Instant time) {
        toEnd();
        var times = partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> Math.max(0, time.toEpochMilli())));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found != null) {
                consumer.seek(partition, found.offset());
            }
        });
    }

    /** Goes behind the last record of every partition, as of now. */
    public void toEnd() {
        committed.toEnd();
    }

    /** Goes to where so many offsets are left in every partition, as of now. */
    public void toLast(long offsets) {
        var beginnings = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions)
                .forEach((partition, end) ->
                        consumer.seek(partition, Math.max(beginnings.get(partition), end - offsets)));
    }

    /** Goes to the last record of every partition, as of now; partitions without one give none. */
    public void toLast() {
        toEnd();
        partitions.forEach(partition -> consumer.seek(partition, Math.max(0, consumer.position(partition) - 1)));
    }

    /** Reads this partition alone, from this offset on. */
    void only(int partition, long offset) {
        var assigned = new TopicPartition(topic, partition);
        consumer.assign(List.of(assigned));
        consumer.seek(assigned, offset);
    }

    /**
     * Reads these records of a partition in order, as far as they are there and come in time. What lies between two that are close is read and left.
     *
     * @param most how long to wait for all of them
     */
    public void some(
            int partition, SortedSet<Long> offsets, Duration most, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        if (partitions.stream().noneMatch(there -> there.partition() == partition)) {
            return;
        }
        var left = new TreeSet<>(offsets);
        left.headSet(beginning(partition)).clear();
        left.tailSet(end(partition)).clear();
        long until = System.nanoTime() + most.toNanos();
        long next = Long.MAX_VALUE;
        while (!left.isEmpty() && System.nanoTime() < until) {
            if (next > left.first() || left.first() - next > NEAR) {
                only(partition, left.first());
            }
            for (var record : poll(Duration.ofMillis(100))) {
                if (left.remove(record.offset())) {
                    reader.accept(record);
                }
            }
            next = position(partition);
            left.headSet(next).clear(); // ends of transactions
        }
    }

    /** The offset of the oldest record that is still there. */
    long beginning(int partition) {
        var wanted = new TopicPartition(topic, partition);
        return consumer.beginningOffsets(List.of(wanted)).get(wanted);
    }

    /** The offset behind the newest committed record. */
    public long end(int partition) {
        var wanted = new TopicPartition(topic, partition);
        return consumer.endOffsets(List.of(wanted)).get(wanted);
    }

    /** The offset that is read next. */
    long position(int partition) {
        return consumer.position(new TopicPartition(topic, partition));
    }

    /** What has arrived, waiting at most so long for a first record. */
    public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        return consumer.poll(wait);
    }

    /**
     * Reads up to the end as it is now.
     *
     * @throws IllegalStateException if nothing more comes for half a minute before that end, as of a topic that is being deleted
     */
    public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        var ends = consumer.endOffsets(partitions);
        long before = -1;
        long advanced = System.nanoTime();
        for (long left = left(ends); left > 0; left = left(ends)) {
            if (left != before) {
                before = left;
                advanced = System.nanoTime();
            } else if (System.nanoTime() - advanced > STALLED_NANOS) {
                throw new IllegalStateException("topic " + topic + " gave nothing for 30 s, with " + left
                        + " offsets to its end: is it being deleted, or its leader away? Try again");
            }
            poll(Duration.ofMillis(100)).forEach(reader);
        }
    }

    /** Tells whether everything has been read that is there now. */
    public BooleanSupplier pastEndOfNow() {
        var ends = consumer.endOffsets(partitions);
        return () -> left(ends) == 0;
    }

    private long left(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Makes a {@link #poll} under way in another thread return, with a {@code WakeupException}. */
    public void wakeUp() {
        committed.wakeUp();
    }

    @Override
    public void close() {
        committed.close();
    }
}
