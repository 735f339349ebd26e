package io.inkstream.generate;

import io.inkstream.checkpoint.CheckpointKeys;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies {@code model-checkpoints} into a global store, bytes as they came. Whether they are a checkpoint is for {@link Models} to
 * see: a record that cannot be read must not stop the thread that all tasks wait for.
 */
final class StoredModels extends ContextualProcessor<byte[], byte[], Void, Void> {

    static final String STORE = "models";

    private static final Logger LOG = LoggerFactory.getLogger(StoredModels.class);

    private final AtomicLong changes;

    /** @param changes counts what was written, after it was */
    StoredModels(AtomicLong changes) {
        this.changes = changes;
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingDisabled();
    }

    /** The step of the newest manifest of each model; its pieces, which stand before the manifests, are stepped over. */
    static Map<String, Long> newest(ReadOnlyKeyValueStore<String, byte[]> store) {
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
                if (manifests.hasNext()) {
                    newest.put(model, CheckpointKeys.step(manifests.peekNextKey()));
                }
            }
            from = CheckpointKeys.behind(model);
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!CheckpointKeys.isModelName(CheckpointKeys.model(key))) {
            LOG.warn("A record of the checkpoints' topic has a key that names no model: passed over");
            return;
        }
        KeyValueStore<String, byte[]> store = context().getStateStore(STORE);
        store.put(key, record.value());
        changes.incrementAndGet();
    }
}
