package io.inkstream.generate.store;

import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.log.PassedOver;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on {@code model-checkpoints} and cannot be used, for all tasks of a generator: each is said and counted once, and not tried
 * again. Safe for threads.
 */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** Checkpoints that are remembered; of more, those forgotten are tried, said and counted again. */
    private static final int REMEMBERED_MAX = 10_000;

    private final PassedOver records;
    private final PassedOver checkpoints;
    private final StoreListener listener;
    /** By key, a hash of the value. */
    private final Map<String, Integer> refused = remembered();
    /** By key, where its record stands; of records read since the start. */
    private final Map<String, Place> places = remembered();

    private record Place(int partition, long offset) {}

    private static <T> Map<String, T> remembered() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > REMEMBERED_MAX;
            }
        };
    }

    /** @param nanoTime a clock in nanoseconds, as {@link System#nanoTime} */
    public Refusals(LongSupplier nanoTime, StoreListener listener) {
        this.records = new PassedOver(LOG, nanoTime);
        this.checkpoints = new PassedOver(LOG, nanoTime);
        this.listener = listener;
    }

    /** A record is no record of a checkpoint. */
    public void record(int partition, long offset, Throwable reason) {
        records.add(TopicNames.CHECKPOINTS, partition, offset, reason);
        listener.passedOver(TopicNames.CHECKPOINTS);
    }

    /** Notes where the newest record of a key stands. */
    public synchronized void note(String key, int partition, long offset) {
        if (CheckpointKey.parse(key).filter(Refusals::isOfManifest).isPresent()) {
            places.put(key, new Place(partition, offset));
        }
    }

    private static boolean isOfManifest(CheckpointKey key) {
        return key instanceof CheckpointKey.Manifest || key instanceof CheckpointKey.Promoted;
    }

    /** Whether this manifest's checkpoint was refused before. */
    public synchronized boolean isKnown(String key, byte[] manifest) {
        Integer known = refused.get(key);
        return known != null && known == Arrays.hashCode(manifest);
    }

    /** A checkpoint cannot be used; the one before keeps answering. */
    public void checkpoint(String key, byte[] manifest, String reason) {
        Place place;
        synchronized (this) {
            int hash = Arrays.hashCode(manifest);
            Integer before = refused.put(key, hash);
            if (before != null && before == hash) {
                return;
            }
            place = places.getOrDefault(key, new Place(-1, -1));
        }
        String said = "checkpoint " + key + " is refused, and the previous one keeps answering: " + reason;
        checkpoints.add(TopicNames.CHECKPOINTS, place.partition(), place.offset(), new IllegalArgumentException(said));
        listener.refused();
    }
}
