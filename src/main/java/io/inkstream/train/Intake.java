package io.inkstream.train;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says which partitions of {@code corpus-ordered} have given more text than the trainer needs for now. It stays in Kafka until what
 * was taken is learned: a trainer slower than its stream would otherwise keep all that it is behind in memory. Safe for threads.
 */
public final class Intake {

    private final Set<Integer> full = ConcurrentHashMap.newKeySet();

    /** Whether nothing should be fetched from this partition now. */
    public boolean isFull(int partition) {
        return full.contains(partition);
    }

    /** Closes or opens a partition. */
    public void set(int partition, boolean isFull) {
        if (isFull) {
            full.add(partition);
        } else {
            full.remove(partition);
        }
    }
}
