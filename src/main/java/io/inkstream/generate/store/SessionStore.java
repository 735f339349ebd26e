package io.inkstream.generate.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Sessions by model and by the key of their prompts, in a logged store: a session's state commits with the reply that left it.
 * Value: the time of the session's last prompt (8 bytes, milliseconds since 1970), then the session.
 *
 * <p>A session has ended when a prompt comes more than its time to live after the one before ({@link Expiry}).
 */
public final class SessionStore {

    public static final String STORE = "sessions";

    private final KeyValueStore<Bytes, byte[]> store;
    private final Expiry expiry;
    private final StrangeEntries strange;

    /**
     * @param ttl the time to live; zero: for ever
     * @param strange hears of what is no session
     */
    public SessionStore(KeyValueStore<Bytes, byte[]> store, Duration ttl, StrangeEntries strange) {
        this.store = store;
        this.strange = strange;
        this.expiry = new Expiry(store, ttl, SessionStore::used, reason -> strange.found(STORE, reason));
    }

    /** @param inMemory whether it is kept in the heap, instead of RocksDB */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(boolean inMemory) {
        var kept = inMemory ? Stores.inMemoryKeyValueStore(STORE) : Stores.persistentKeyValueStore(STORE);
        return Stores.keyValueStoreBuilder(kept, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    /**
     * The session as its last prompt left it; empty as well where what is kept is no session.
     *
     * @param now the time of the prompt that asks
     */
    public Optional<Session> get(String model, byte[] key, Instant now) {
        byte[] value = store.get(key(model, key));
        try {
            return value == null || expiry.isOver(value, now)
                    ? Optional.empty()
                    : Optional.of(Session.fromBytes(session(value)));
        } catch (RuntimeException e) {
            strange.found(STORE, e);
            return Optional.empty();
        }
    }

    public void put(String model, byte[] key, Session session, Instant now) {
        byte[] bytes = session.kept();
        store.put(
                key(model, key),
                ByteBuffer.allocate(Long.BYTES + bytes.length)
                        .putLong(now.toEpochMilli())
                        .put(bytes)
                        .array());
    }

    public void delete(String model, byte[] key) {
        store.delete(key(model, key));
    }

    /**
     * Deletes what has ended among the next sessions.
     *
     * @param most how many are looked at
     * @return how many were deleted
     */
    public int sweep(Instant now, int most) {
        return expiry.sweep(now, most);
    }

    /** When a prompt last came; of a session that was kept before that was noted, the end of all time that can be noted. */
    public static Instant used(byte[] value) {
        return value[0] == Session.VERSION
                ? Instant.ofEpochMilli(Long.MAX_VALUE / 2)
                : Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong());
    }

    public static byte[] session(byte[] value) {
        if (value[0] == Session.VERSION) {
            return value;
        }
        byte[] session = new byte[value.length - Long.BYTES];
        System.arraycopy(value, Long.BYTES, session, 0, session.length);
        return session;
    }

    public static Bytes key(String model, byte[] key) {
        byte[] name = model.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + 1 + key.length)
                .put(name)
                .put((byte) 0)
                .put(key)
                .array());
    }
}
