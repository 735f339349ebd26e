package io.inkstream.train.store;

import io.inkstream.train.corpus.Origin;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Which records the pieces of {@link KeptText} came from, and which verdicts they are, under the same keys; only where records are scored. */
public final class KeptSources {

    public static final String STORE = "kept-sources";

    private final KeyValueStore<Bytes, byte[]> store;

    KeptSources(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Changelog.SETTINGS);
    }

    void put(String model, long offset, Origin origin) {
        store.put(KeptText.key(model, offset), origin.bytes());
    }

    void drop(String model, long offset) {
        store.delete(KeptText.key(model, offset));
    }

    /** By the offset of the piece. */
    public Map<Long, Origin> of(String model) {
        var origins = new HashMap<Long, Origin>();
        try (var found = store.range(KeptText.key(model, 0), KeptText.key(model, Long.MAX_VALUE))) {
            found.forEachRemaining(entry -> Origin.from(entry.value)
                    .ifPresent(origin -> origins.put(KeptText.offset(model, entry.key), origin)));
        }
        return origins;
    }
}
