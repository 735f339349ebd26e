package io.inkstream.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.checkpoint.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The newest checkpoint of each model and how far its training had come when the last transaction committed, in a logged store
 * under fixed keys: {@code model/head}, {@code model/part/00000} and on, {@code model/steps}.
 */
final class Saved {

    static final String STORE = "checkpoint";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD = "/head";
    private static final String STEPS = "/steps";

    private final KeyValueStore<String, byte[]> store;

    Saved(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /**
     * What stands before the pieces of a checkpoint.
     *
     * @param parts how many pieces there are
     * @param sha256 digest of the pieces together
     * @param published checkpoints that are on {@code model-checkpoints}, oldest first
     */
    record Head(int parts, String sha256, List<Published> published) {}

    /** A checkpoint on {@code model-checkpoints}. */
    record Published(long step, int parts, String sha256) {}

    static StoreBuilder<KeyValueStore<String, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Changelog.SETTINGS);
    }

    /** The models that have a checkpoint, in the order of their names. */
    List<String> models() {
        var models = new ArrayList<String>();
        try (var found = store.all()) {
            found.forEachRemaining(entry -> {
                if (entry.key.endsWith(HEAD)) {
                    models.add(entry.key.substring(0, entry.key.length() - HEAD.length()));
                }
            });
        }
        return models;
    }

    Head head(String model) {
        try {
            return JSON.readValue(store.get(model + HEAD), Head.class);
        } catch (IOException e) {
            throw broken(model, e);
        }
    }

    /** @throws IllegalStateException if the store does not hold what its head says */
    Checkpoint checkpoint(String model) {
        var head = head(model);
        byte[] file = Chunks.join(head.parts(), head.sha256(), part -> store.get(part(model, part)))
                .orElseThrow(() -> broken(model, null));
        return Checkpoint.fromBytes(file);
    }

    void put(String model, byte[] file, List<Published> published) {
        var pieces = Chunks.cut(file);
        for (int part = 0; part < pieces.size(); part++) {
            store.put(part(model, part), pieces.get(part));
        }
        for (int part = pieces.size(); store.get(part(model, part)) != null; part++) {
            store.delete(part(model, part));
        }
        try {
            store.put(
                    model + HEAD,
                    JSON.writeValueAsBytes(new Head(pieces.size(), Digests.sha256(file), List.copyOf(published))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts are always JSON", e);
        }
    }

    /** Steps that were done, and reported, when the last transaction committed; at least those of the checkpoint. */
    long steps(String model) {
        return ByteBuffer.wrap(store.get(model + STEPS)).getLong();
    }

    void putSteps(String model, long steps) {
        store.put(model + STEPS, ByteBuffer.allocate(Long.BYTES).putLong(steps).array());
    }

    private static String part(String model, int part) {
        return "%s/part/%05d".formatted(model, part);
    }

    private static IllegalStateException broken(String model, Throwable cause) {
        return new IllegalStateException(
                "store " + STORE + ": the checkpoint of model " + model
                        + " is not what its head says; delete the local state (state.dir), it is restored from its changelog",
                cause);
    }
}
