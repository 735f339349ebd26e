package io.inkstream.generate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The prompts that were accepted and are not answered, in a logged store by offset: one leaves it in the transaction that commits
 * its answer. Value: a version (1 byte); what readers have seen of it: the step (8), the number of continuations (1) and of each
 * its pieces (4) and whether it ended (1); then the prompt as it came.
 */
final class Queue {

    static final String STORE = "prompt-queue";

    private static final byte VERSION = 2;
    private static final int HEADER = 2 * Byte.BYTES + Long.BYTES;
    private static final int SEEN = Integer.BYTES + Byte.BYTES;

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
        var seen = begun.continuations();
        var value = ByteBuffer.allocate(HEADER + seen.size() * SEEN + prompt.length)
                .put(VERSION)
                .putLong(begun.step())
                .put((byte) seen.size());
        seen.forEach(each -> value.putInt(each.pieces()).put((byte) (each.ended() ? 1 : 0)));
        store.put(asked.offset(), value.put(prompt).array());
    }

    void remove(Asked asked) {
        store.delete(asked.offset());
    }

    /**
     * Gives all of them in the order they came.
     *
     * @throws IllegalStateException if the bytes are of another version than this program writes
     */
    void forEach(int partition, BiConsumer<Asked, Job.Begun> each) {
        try (var all = store.all()) {
            all.forEachRemaining(entry -> {
                var value = ByteBuffer.wrap(entry.value);
                byte version = value.get();
                if (version != VERSION) {
                    throw new IllegalStateException("a prompt that waits must be kept in version " + VERSION + ": "
                            + version + "; let the program that kept it answer it, or drop it with inkstream reset");
                }
                var begun = begun(value);
                byte[] prompt = new byte[value.remaining()];
                value.get(prompt);
                each.accept(Asked.fromBytes(prompt, partition, entry.key), begun);
            });
        }
    }

    private static Job.Begun begun(ByteBuffer value) {
        long step = value.getLong();
        int count = value.get();
        var seen = new ArrayList<Job.Seen>();
        for (int i = 0; i < count; i++) {
            seen.add(new Job.Seen(value.getInt(), value.get() != 0));
        }
        return new Job.Begun(step, seen);
    }
}
