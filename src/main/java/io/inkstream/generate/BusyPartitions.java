package io.inkstream.generate;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says which partitions of {@code prompts} have prompts that are being answered: who polls need not wait for more. Safe for threads. */
public final class BusyPartitions {

    private final Set<Integer> busy = ConcurrentHashMap.newKeySet();

    /** Whether there is something to do for this partition. */
    public boolean isBusy(int partition) {
        return busy.contains(partition);
    }

    public void set(int partition, boolean isBusy) {
        if (isBusy) {
            busy.add(partition);
        } else {
            busy.remove(partition);
        }
    }
}
