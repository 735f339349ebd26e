package io.inkstream.generate;

import io.inkstream.schema.Prompt;
import io.inkstream.serde.RegistryFailures;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
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

    private static final byte VERSION = 3;
    /** Those of before, without the headers of the prompt's record. */
    private static final byte WITHOUT_HEADERS = 2;

    private static final int HEADER = 2 * Byte.BYTES + Long.BYTES;
    private static final int SEEN = Integer.BYTES + Byte.BYTES;

    private final KeyValueStore<Bytes, byte[]> store;
    private final StrangeEntries strange;

    /** What is to be deleted once there is a transaction for it. */
    private final List<Bytes> strangers = new ArrayList<>();

    /** @param strange hears of what is no prompt */
    Queue(KeyValueStore<Bytes, byte[]> store, StrangeEntries strange) {
        this.store = store;
        this.strange = strange;
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
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
        store.put(key(asked), value.put(prompt).array());
    }

    void remove(Asked asked) {
        store.delete(key(asked));
    }

    /**
     * Gives all of them in the order they came, and passes over what is none.
     *
     * @param reader reads a prompt
     * @throws SerializationException if the registry is away
     */
    void forEach(int partition, Function<byte[], Prompt> reader, Consumer<Job> each) {
        try (var all = store.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                Job job;
                try {
                    job = job(entry.key, entry.value, partition, reader);
                } catch (RuntimeException e) {
                    if (RegistryFailures.isUnavailable(e)) {
                        throw e;
                    }
                    strangers.add(entry.key);
                    strange.found(STORE, e);
                    continue;
                }
                each.accept(job);
            }
        }
    }

    /** Deletes what was passed over. */
    void deleteStrangers() {
        strangers.forEach(store::delete);
        strangers.clear();
    }

    private static Job job(Bytes key, byte[] bytes, int partition, Function<byte[], Prompt> reader) {
        var value = ByteBuffer.wrap(bytes);
        byte version = value.get();
        if ((version != VERSION && version != WITHOUT_HEADERS) || key.get().length != Long.BYTES) {
            throw new IllegalStateException(
                    "a prompt that waits must have a key of " + Long.BYTES + " bytes and be kept in version "
                            + WITHOUT_HEADERS + " or " + VERSION + ": " + key.get().length + ", " + version);
        }
        var begun = begun(value);
        byte[] rest = new byte[value.remaining()];
        value.get(rest);
        var asked = Asked.fromBytes(rest, partition, ByteBuffer.wrap(key.get()).getLong(), version == VERSION);
        return new Job(asked, reader.apply(asked.value()), begun);
    }

    /** In the order of the offsets. */
    private static Bytes key(Asked asked) {
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES).putLong(asked.offset()).array());
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
