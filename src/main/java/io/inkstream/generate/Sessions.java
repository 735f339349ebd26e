package io.inkstream.generate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Sessions by model and by the key of their prompts, in a logged store: a session's state commits with the reply that left it. */
final class Sessions {

    static final String STORE = "sessions";

    private final KeyValueStore<Bytes, byte[]> store;

    Sessions(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    Optional<Session> get(String model, byte[] key) {
        return Optional.ofNullable(store.get(key(model, key))).map(Session::fromBytes);
    }

    void put(String model, byte[] key, Session session) {
        store.put(key(model, key), session.toBytes());
    }

    private static Bytes key(String model, byte[] key) {
        byte[] name = model.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + 1 + key.length)
                .put(name)
                .put((byte) 0)
                .put(key)
                .array());
    }
}
