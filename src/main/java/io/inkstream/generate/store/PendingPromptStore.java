package io.inkstream.generate.store;

import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.registry.RegistryFailures;
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
public final class PendingPromptStore {

    public static final String STORE = "prompt-queue";

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
    public PendingPromptStore(KeyValueStore<Bytes, byte[]> store, StrangeEntries strange) {
        this.store = store;
        this.strange = strange;
    }

    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    public void put(PromptRecord record, PendingPrompt.Begun begun) {
        byte[] prompt = record.toBytes();
        var seen = begun.continuations();
        var value = ByteBuffer.allocate(HEADER + seen.size() * SEEN + prompt.length)
                .put(VERSION)
                .putLong(begun.step())
                .put((byte) seen.size());
        seen.forEach(each -> value.putInt(each.pieces()).put((byte) (each.ended() ? 1 : 0)));
        store.put(key(record), value.put(prompt).array());
    }

    public void remove(PromptRecord record) {
        store.delete(key(record));
    }

    /**
     * Gives all of them in the order they came, and passes over what is none.
     *
     * @param reader reads a prompt
     * @throws SerializationException if the registry is away
     */
    public void forEach(int partition, Function<byte[], Prompt> reader, Consumer<PendingPrompt> each) {
        try (var all = store.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                PendingPrompt pending;
                try {
                    pending = pending(entry.key, entry.value, partition, reader);
                } catch (RuntimeException e) {
                    if (RegistryFailures.isUnavailable(e)) {
                        throw e;
                    }
                    strangers.add(entry.key);
                    strange.found(STORE, e);
                    continue;
                }
                each.accept(pending);
            }
        }
    }

    /** Deletes what was passed over. */
    public void deleteStrangers() {
        strangers.forEach(store::delete);
        strangers.clear();
    }

    private static PendingPrompt pending(Bytes key, byte[] bytes, int partition, Function<byte[], Prompt> reader) {
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
        var record = PromptRecord.fromBytes(
                rest, partition, ByteBuffer.wrap(key.get()).getLong(), version == VERSION);
        return new PendingPrompt(record, reader.apply(record.value()), begun);
    }

    /** In the order of the offsets. */
    private static Bytes key(PromptRecord record) {
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES).putLong(record.offset()).array());
    }

    private static PendingPrompt.Begun begun(ByteBuffer value) {
        long step = value.getLong();
        int count = value.get();
        var seen = new ArrayList<PendingPrompt.Seen>();
        for (int i = 0; i < count; i++) {
            seen.add(new PendingPrompt.Seen(value.getInt(), value.get() != 0));
        }
        return new PendingPrompt.Begun(step, seen);
    }
}
