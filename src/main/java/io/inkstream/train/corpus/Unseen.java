package io.inkstream.train.corpus;

import io.inkstream.schema.OffsetRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * Records that were removed from a topic before they were read, between the consumer that finds out and the processors that keep it.
 * What is not kept in the transaction of the next record is found out again after a crash, for the offset that is committed still
 * lies before it. Safe for threads.
 */
public final class Unseen {

    private static final String HEADER = "inkstream.unseen";
    private static final int BYTES = Integer.BYTES + 2 * Long.BYTES;

    private final Map<TopicPartition, List<OffsetRange>> ranges = new ConcurrentHashMap<>();

    /**
     * Says that offsets are gone.
     *
     * @param from the first
     * @param to the one behind the last
     */
    public void add(TopicPartition partition, long from, long to) {
        ranges.merge(partition, List.of(range(partition.topic(), partition.partition(), from, to)), Unseen::joined);
    }

    /** What is gone of a partition, which is forgotten here. */
    public List<OffsetRange> take(String topic, int partition) {
        var taken = ranges.remove(new TopicPartition(topic, partition));
        return taken == null ? List.of() : taken;
    }

    private static List<OffsetRange> joined(List<OffsetRange> some, List<OffsetRange> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** As headers of a slice of text. */
    public static void to(Headers headers, List<OffsetRange> ranges) {
        ranges.forEach(range -> headers.add(
                HEADER,
                ByteBuffer.allocate(BYTES)
                        .putInt(range.getPartition())
                        .putLong(range.getFrom())
                        .putLong(range.getTo())
                        .array()));
    }

    /**
     * The ranges that a slice's headers have; none of those that make no sense, for anybody may write to its topic.
     *
     * @param topic the topic that the text came from
     */
    public static List<OffsetRange> from(Headers headers, String topic) {
        var found = new ArrayList<OffsetRange>();
        headers.headers(HEADER).forEach(header -> {
            if (header.value() != null && header.value().length == BYTES) {
                var value = ByteBuffer.wrap(header.value());
                var range = range(topic, value.getInt(), value.getLong(), value.getLong());
                if (range.getPartition() >= 0 && range.getFrom() >= 0 && range.getFrom() < range.getTo()) {
                    found.add(range);
                }
            }
        });
        return found;
    }

    public static OffsetRange range(String topic, int partition, long from, long to) {
        return new OffsetRange(topic, partition, from, 0, to, 0);
    }
}
