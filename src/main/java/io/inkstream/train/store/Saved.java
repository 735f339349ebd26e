package io.inkstream.train.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.Chunks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest checkpoint of each model and how far its training had come when the last transaction committed, in a logged store
 * under fixed keys: {@code model/head}, {@code model/part/00000} and on, {@code model/published/00000} and on, {@code model/steps},
 * {@code model/scored}, {@code model/told}, {@code model/published-at}, {@code model/ordered}.
 */
public final class Saved {

    public static final String STORE = "checkpoint";

    private static final Logger LOG = LoggerFactory.getLogger(Saved.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD = "/head";
    private static final String STEPS = "/steps";
    private static final String SCORED = "/scored";
    private static final String TOLD = "/told";
    private static final String PUBLISHED_AT = "/published-at";
    private static final String ORDERED = "/ordered";

    /**
     * Published checkpoints in a record of the store, some 100 bytes each: the older ones that stay become more and more, and all in
     * one record they would be too many for it after some months.
     */
    private static final int PAGE = 1000;

    private final KeyValueStore<String, byte[]> store;

    public Saved(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /**
     * What stands before the pieces of a checkpoint.
     *
     * @param parts how many pieces there are
     * @param sha256 digest of the pieces together
     * @param published checkpoints that are on {@code model-checkpoints}, oldest first; in the store, those that fill no page
     */
    public record Head(int parts, String sha256, List<Published> published) {}

    /** A checkpoint on {@code model-checkpoints}. */
    public record Published(long step, int parts, String sha256) {}

    public static StoreBuilder<KeyValueStore<String, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Changelog.SETTINGS);
    }

    /** The models that have a checkpoint, in the order of their names. */
    public List<String> models() {
        var models = new ArrayList<String>();
        try (var found = store.all()) {
            found.forEachRemaining(entry -> {
                if (entry.key.endsWith(HEAD)) {
                    String model = entry.key.substring(0, entry.key.length() - HEAD.length());
                    if (isOurs(model)) {
                        models.add(model);
                    }
                }
            });
        }
        return models;
    }

    /** Whether there is anything of a model beside its head: our own are written in one transaction. */
    private boolean isOurs(String model) {
        boolean ours = store.get(part(model, 0)) != null || store.get(model + STEPS) != null;
        if (!ours) {
            LOG.warn(
                    "Passed over: a head under {}{} and nothing else of such a model: somebody else wrote to the changelog of store {}"
                            + " (docs/security.md says who may)",
                    model,
                    HEAD,
                    STORE);
        }
        return ours;
    }

    public Head head(String model) {
        try {
            var head = JSON.readValue(store.get(model + HEAD), Head.class);
            if (head == null || head.parts() < 1 || head.sha256() == null || head.published() == null) {
                throw broken(model, null);
            }
            var published = new ArrayList<Published>();
            byte[] page = store.get(page(model, 0));
            for (int next = 1; page != null; page = store.get(page(model, next++))) {
                published.addAll(List.of(JSON.readValue(page, Published[].class)));
            }
            published.addAll(head.published());
            return new Head(head.parts(), head.sha256(), List.copyOf(published));
        } catch (IOException e) {
            throw broken(model, e);
        }
    }

    /** @throws IllegalStateException if the store does not hold what its head says, or not what can be gone on from */
    public Checkpoint checkpoint(String model) {
        var head = head(model);
        byte[] file = Chunks.join(head.parts(), head.sha256(), part -> store.get(part(model, part)))
                .orElseThrow(() -> broken(model, null));
        try {
            return Checkpoint.fromBytes(file);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "model " + model + " cannot continue from its checkpoint in store " + STORE + ": " + e.getMessage()
                            + "; forget the model with inkstream reset, or begin with one from before under another"
                            + " application.id (initial.weights)");
        }
    }

    /**
     * Keeps a checkpoint.
     *
     * @param pieces of its file
     * @param sha256 of the file
     * @param published as in {@link Head}
     */
    public void put(String model, List<ByteBuffer> pieces, String sha256, List<Published> published) {
        for (int part = 0; part < pieces.size(); part++) {
            store.put(part(model, part), Chunks.bytes(pieces.get(part)));
        }
        for (int part = pieces.size(); store.get(part(model, part)) != null; part++) {
            store.delete(part(model, part));
        }
        int paged = putPages(model, published);
        put(model + HEAD, new Head(pieces.size(), sha256, List.copyOf(published.subList(paged, published.size()))));
    }

    /** @return how many of those published are on a page */
    private int putPages(String model, List<Published> published) {
        int pages = published.size() / PAGE;
        for (int page = 0; page < pages; page++) {
            put(page(model, page), published.subList(page * PAGE, (page + 1) * PAGE));
        }
        for (int page = pages; store.get(page(model, page)) != null; page++) {
            store.delete(page(model, page));
        }
        return pages * PAGE;
    }

    private void put(String key, Object value) {
        try {
            byte[] json = JSON.writeValueAsBytes(value);
            if (!Arrays.equals(json, store.get(key))) {
                store.put(key, json);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts are always JSON", e);
        }
    }

    /** Steps that were done, and reported, when the last transaction committed; at least those of the checkpoint. */
    public long steps(String model) {
        byte[] kept = store.get(model + STEPS);
        if (kept == null || kept.length != Long.BYTES) {
            throw broken(model, null);
        }
        return ByteBuffer.wrap(kept).getLong();
    }

    public void putSteps(String model, long steps) {
        store.put(model + STEPS, ByteBuffer.allocate(Long.BYTES).putLong(steps).array());
    }

    /** Steps up to which the records of the text have been scored; of a version that scored with each step, those that were done. */
    public long scored(String model) {
        byte[] kept = store.get(model + SCORED);
        if (kept != null && kept.length != Long.BYTES) {
            throw broken(model, null);
        }
        return kept == null ? steps(model) : ByteBuffer.wrap(kept).getLong();
    }

    public void putScored(String model, long steps) {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(steps).array();
        if (!Arrays.equals(value, store.get(model + SCORED))) {
            store.put(model + SCORED, value);
        }
    }

    /** The last record whose score was told, as the offset of its last slice on {@code corpus-ordered}; -1: there was none, or it was not noted. */
    public long told(String model) {
        byte[] kept = store.get(model + TOLD);
        if (kept != null && kept.length != Long.BYTES) {
            throw broken(model, null);
        }
        return kept == null ? -1 : ByteBuffer.wrap(kept).getLong();
    }

    public void putTold(String model, long place) {
        store.put(model + TOLD, ByteBuffer.allocate(Long.BYTES).putLong(place).array());
    }

    /** When the checkpoint was sent; the beginning of time where that was not noted. */
    public Instant publishedAt(String model) {
        byte[] kept = store.get(model + PUBLISHED_AT);
        return kept == null || kept.length != Long.BYTES
                ? Instant.EPOCH
                : Instant.ofEpochMilli(ByteBuffer.wrap(kept).getLong());
    }

    public void putPublishedAt(String model, Instant at) {
        store.put(
                model + PUBLISHED_AT,
                ByteBuffer.allocate(Long.BYTES).putLong(at.toEpochMilli()).array());
    }

    /** The checkpoint, as the digest of its file, of which shards were asked to go on from; empty: none. */
    public String ordered(String model) {
        byte[] kept = store.get(model + ORDERED);
        return kept == null ? "" : new String(kept, StandardCharsets.US_ASCII);
    }

    public void putOrdered(String model, String sha256) {
        store.put(model + ORDERED, sha256.getBytes(StandardCharsets.US_ASCII));
    }

    private static String page(String model, int page) {
        return "%s/published/%05d".formatted(model, page);
    }

    private static String part(String model, int part) {
        return "%s/part/%05d".formatted(model, part);
    }

    private static IllegalStateException broken(String model, Throwable cause) {
        return Changelog.spoiled(
                STORE,
                model,
                "the checkpoint is not what its head says" + (cause == null ? "" : " (" + cause.getMessage() + ")"));
    }
}
