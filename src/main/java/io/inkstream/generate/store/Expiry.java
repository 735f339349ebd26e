package io.inkstream.generate.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What in a store is over: a time to live after it was used. Times are those of the records, so that it is the same whenever a record
 * is worked on. What is over is deleted after twice that time by the clock, when no prompt that may still count it alive is to be
 * expected. For one thread.
 */
final class Expiry {

    private final KeyValueStore<Bytes, byte[]> store;
    private final Duration ttl;
    private final Function<byte[], Instant> used;
    private final Consumer<RuntimeException> strange;
    /** Where the next sweep goes on; null: at the beginning. */
    private Bytes swept;

    /**
     * @param ttl the time to live; zero: for ever
     * @param used when a value was used; throws for one that is none of ours
     * @param strange hears of such a value, which is deleted
     */
    Expiry(
            KeyValueStore<Bytes, byte[]> store,
            Duration ttl,
            Function<byte[], Instant> used,
            Consumer<RuntimeException> strange) {
        this.store = store;
        this.ttl = ttl;
        this.used = used;
        this.strange = strange;
    }

    /** @param now the time of the record that asks */
    boolean isOver(byte[] value, Instant now) {
        return isOver(value, now, ttl);
    }

    private boolean isOver(byte[] value, Instant now, Duration after) {
        return !after.isZero() && now.isAfter(used.apply(value).plus(after));
    }

    /**
     * Deletes what is over among the next entries.
     *
     * @param now by the clock
     * @param most how many are looked at
     * @return how many were deleted
     */
    int sweep(Instant now, int most) {
        if (ttl.isZero()) {
            return 0;
        }
        var over = new ArrayList<Bytes>();
        try (var entries = swept == null ? store.all() : store.range(swept, null)) {
            for (int looked = 0; looked < most && entries.hasNext(); looked++) {
                var entry = entries.next();
                if (isSweptAway(entry.value, now)) {
                    over.add(entry.key);
                }
            }
            swept = entries.hasNext() ? entries.peekNextKey() : null;
        }
        over.forEach(store::delete);
        return over.size();
    }

    private boolean isSweptAway(byte[] value, Instant now) {
        try {
            return isOver(value, now, ttl.multipliedBy(2));
        } catch (RuntimeException e) {
            strange.accept(e);
            return true;
        }
    }
}
