package io.inkstream.generate;

import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Prompts that came before there was a model, in the order they came, in a logged store by offset. */
final class Waiting {

    static final String STORE = "waiting-prompts";

    private final KeyValueStore<Long, byte[]> store;
    private final int partition;
    private int size;

    Waiting(KeyValueStore<Long, byte[]> store, int partition) {
        this.store = store;
        this.partition = partition;
        try (var all = store.all()) {
            all.forEachRemaining(entry -> size++);
        }
    }

    static StoreBuilder<KeyValueStore<Long, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Long(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    int size() {
        return size;
    }

    void add(Asked asked) {
        store.put(asked.offset(), asked.toBytes());
        size++;
    }

    Optional<Asked> oldest() {
        try (var all = store.all()) {
            return all.hasNext()
                    ? Optional.of(all.next()).map(entry -> Asked.fromBytes(entry.value, partition, entry.key))
                    : Optional.empty();
        }
    }

    void remove(Asked asked) {
        store.delete(asked.offset());
        size--;
    }
}
