package io.inkstream.generate.store;

import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.registry.SchemaFingerprint;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Copies {@code model-checkpoints} into a global store, bytes as they came, behind their schema's fingerprint. Whether they are a checkpoint is for {@link Models} to
 * see: a record that cannot be read must not stop the thread that all tasks wait for.
 */
public final class StoredModels extends ContextualProcessor<byte[], byte[], Void, Void> {

    public static final String STORE = "models";

    private final AtomicLong changes;
    private final Refusals refusals;

    /**
     * @param changes counts what was written, after it was
     * @param refusals takes what no checkpoint has: it does not take the place of what is there
     */
    public StoredModels(AtomicLong changes, Refusals refusals) {
        this.changes = changes;
        this.refusals = refusals;
    }

    public static StoreBuilder<KeyValueStore<String, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingDisabled();
    }

    /** The step of the newest manifest of each model; its pieces, which stand before the manifests, are stepped over. */
    public static Map<String, Long> newest(ReadOnlyKeyValueStore<String, byte[]> store) {
        var newest = new TreeMap<String, Long>();
        String from = null;
        while (true) {
            String model;
            try (var entries = from == null ? store.all() : store.range(from, null)) {
                if (!entries.hasNext()) {
                    return newest;
                }
                model = CheckpointKeys.model(entries.peekNextKey());
            }
            try (var manifests =
                    store.reverseRange(CheckpointKeys.firstManifest(model), CheckpointKeys.lastManifest(model))) {
                while (manifests.hasNext() && !newest.containsKey(model)) {
                    CheckpointKey.parse(manifests.next().key)
                            .filter(CheckpointKey.Manifest.class::isInstance)
                            .ifPresent(key -> newest.put(model, ((CheckpointKey.Manifest) key).step()));
                }
            }
            from = CheckpointKeys.behind(model);
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        KeyValueStore<String, byte[]> store = context().getStateStore(STORE);
        int partition =
                context().recordMetadata().map(RecordMetadata::partition).orElse(-1);
        long offset = context().recordMetadata().map(RecordMetadata::offset).orElse(-1L);
        try {
            String key = CheckpointKey.of(record.key()).text();
            if (record.value() == null) {
                store.delete(key);
            } else {
                requireAvro(key, record.value());
                store.put(key, SchemaFingerprint.keep(record.headers(), record.value()));
                refusals.note(key, partition, offset);
            }
            changes.incrementAndGet();
        } catch (IllegalArgumentException | SerializationException e) {
            refusals.record(partition, offset, e);
        }
    }

    /** All that can be seen without the registry, which this thread must not wait for. */
    private static void requireAvro(String key, byte[] value) {
        if (!LenientText.isAvro(value)) {
            throw new IllegalArgumentException("expected Avro in the Confluent wire format under key " + key
                    + ", found " + value.length + " bytes that begin otherwise");
        }
    }
}
