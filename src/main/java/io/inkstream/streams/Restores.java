package io.inkstream.streams;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Follows the stores that are being restored from their changelogs. Told of by Kafka Streams' threads, read by any. */
final class Restores implements StateRestoreListener {

    private final InstantSource clock;
    private final Map<TopicPartition, InstanceStatus.Restore> open = new ConcurrentHashMap<>();

    Restores(InstantSource clock) {
        this.clock = clock;
    }

    /** Those under way, by the name of their changelog. */
    List<InstanceStatus.Restore> underWay() {
        return open.values().stream()
                .sorted(Comparator.comparing(InstanceStatus.Restore::changelog)
                        .thenComparing(InstanceStatus.Restore::partition))
                .toList();
    }

    /** Forgets all: their client is replaced. */
    void clear() {
        open.clear();
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
        Instant now = clock.instant();
        open.put(
                changelog,
                new InstanceStatus.Restore(store, changelog.topic(), changelog.partition(), from, from, end, now, now));
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long restored) {
        open.computeIfPresent(changelog, (partition, restore) -> restore.at(batchEnd, clock.instant()));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long total) {
        open.remove(changelog);
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long total) {
        open.remove(changelog);
    }
}
