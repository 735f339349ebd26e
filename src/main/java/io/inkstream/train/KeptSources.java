package io.inkstream.train;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Which records the pieces of {@link KeptText} came from, under the same keys; only where records are scored. */
final class KeptSources {

    static final String STORE = "kept-sources";

    private final KeyValueStore<Bytes, byte[]> store;

    KeptSources(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Changelog.SETTINGS);
    }

    void put(String model, long offset, Source source) {
        store.put(KeptText.key(model, offset), source.bytes());
    }

    void drop(String model, long offset) {
        store.delete(KeptText.key(model, offset));
    }

    /** By the offset of the piece. */
    Map<Long, Source> of(String model) {
        var sources = new HashMap<Long, Source>();
        try (var found = store.range(KeptText.key(model, 0), KeptText.key(model, Long.MAX_VALUE))) {
            found.forEachRemaining(entry -> Source.from(entry.value)
                    .ifPresent(source -> sources.put(KeptText.offset(model, entry.key), source)));
        }
        return sources;
    }
}
