package io.inkstream.generate;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The prompts that were accepted and are not answered, in a logged store by offset: one leaves it in the transaction that commits
 * its answer. Value: the step and the pieces of what was begun (8 and 4 bytes), then the prompt as it came.
 */
final class Queue {

    static final String STORE = "prompt-queue";

    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private final KeyValueStore<Long, byte[]> store;

    Queue(KeyValueStore<Long, byte[]> store) {
        this.store = store;
    }

    static StoreBuilder<KeyValueStore<Long, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Long(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    void put(Asked asked, Job.Begun begun) {
        byte[] prompt = asked.toBytes();
        store.put(
                asked.offset(),
                ByteBuffer.allocate(HEADER + prompt.length)
                        .putLong(begun.step())
                        .putInt(begun.pieces())
                        .put(prompt)
                        .array());
    }

    void remove(Asked asked) {
        store.delete(asked.offset());
    }

    /** Gives all of them in the order they came. */
    void forEach(int partition, BiConsumer<Asked, Job.Begun> each) {
        try (var all = store.all()) {
            all.forEachRemaining(entry -> {
                var value = ByteBuffer.wrap(entry.value);
                var begun = new Job.Begun(value.getLong(), value.getInt());
                byte[] prompt = new byte[value.remaining()];
                value.get(prompt);
                each.accept(Asked.fromBytes(prompt, partition, entry.key), begun);
            });
        }
    }
}
