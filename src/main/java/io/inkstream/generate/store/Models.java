package io.inkstream.generate.store;

import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.generate.schedule.LoadedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole checkpoints of each model, and which of them answers. For one thread. */
public final class Models {

    private static final int PINNED_MAX = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    private final ReadOnlyKeyValueStore<String, byte[]> store;
    private final CheckpointLoader loader;
    private final LongSupplier changes;
    private final Optional<Pin> pin;
    private final BackgroundLoads<Held> newer;
    /** Those that answer, by model; as of one state of the store. */
    private final Map<String, LoadedModel> current = new HashMap<>();

    private long currentAsOf = -1;
    /** Those that were promoted, by model. */
    private final Map<String, Promoted> promoted = new HashMap<>();
    /** The newest, by model. */
    private final Map<String, Held> loaded = new HashMap<>();
    /** Older ones that sessions were pinned to, by the key of their manifests: those used last. */
    private final Map<String, Held> pinned = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
            return size() > PINNED_MAX;
        }
    };
    /**
     * @param store the global store, which another thread writes
     * @param changes a number that grows when the store has changed
     * @param pin the checkpoint that alone answers for its model
     * @param refusals takes what cannot be used
     * @param loading loads newer checkpoints of models that answer already
     */
    public Models(
            ReadOnlyKeyValueStore<String, byte[]> store,
            Deserializer<SpecificRecord> avro,
            LongSupplier changes,
            Optional<Pin> pin,
            Refusals refusals,
            Executor loading) {
        this.store = store;
        this.loader = new CheckpointLoader(store, avro, refusals);
        this.changes = changes;
        this.pin = pin;
        this.newer = new BackgroundLoads<>(loading);
    }

    /** A model held to the checkpoint of one step. */
    public record Pin(String model, long step) {}

    /** A checkpoint with the manifest that it was read by: a model that forgot has others under the same steps. */
    private record Held(byte[] manifest, LoadedModel model) {

        boolean isOf(byte[] stored) {
            return Arrays.equals(manifest, stored);
        }

        /** Whether it stands there itself: anybody may have put its manifest under another key. */
        boolean isAt(String key, byte[] stored) {
            return key.equals(CheckpointKeys.manifest(model.name(), model.step())) && isOf(stored);
        }
    }

    /** What was promoted, with the manifest as it was read. */
    private record Promoted(byte[] manifest, Optional<LoadedModel> loaded) {}

    /** The checkpoint that this model answers with: the pinned one, or what was promoted, or the newest whole one. */
    public Optional<LoadedModel> current(String model) {
        long now = changes.getAsLong() + newer.successes();
        if (now != currentAsOf) {
            current.clear();
            currentAsOf = now;
        }
        // What is missing is looked for again: a change is counted after it can be seen.
        return Optional.ofNullable(
                current.computeIfAbsent(model, name -> look(name).orElse(null)));
    }

    private Optional<LoadedModel> look(String model) {
        var held = pin(model);
        return held.isPresent() ? at(model, held.getAsLong()) : promoted(model).or(() -> newest(model));
    }

    /** The step that the model is held to. */
    public OptionalLong pin(String model) {
        return pin.isPresent() && pin.get().model().equals(model)
                ? OptionalLong.of(pin.get().step())
                : OptionalLong.empty();
    }

    private Optional<LoadedModel> promoted(String model) {
        String key = CheckpointKeys.promoted(model);
        byte[] manifest = store.get(key);
        if (manifest == null) {
            promoted.remove(model);
            return Optional.empty();
        }
        var held = promoted.get(model);
        if (held == null || held.loaded().isEmpty() || !Arrays.equals(held.manifest(), manifest)) {
            held = new Promoted(manifest, loader.load(new CheckpointKey.Promoted(model), manifest));
            promoted.put(model, held);
            held.loaded()
                    .ifPresent(found -> LOG.info("Model {} answers with the promoted step {}", model, found.step()));
        }
        return held.loaded();
    }

    /** Sees to it that the newest checkpoints of the models that answer are loaded before they are asked for. */
    public void refresh() {
        List.copyOf(loaded.keySet()).forEach(this::newest);
    }

    /**
     * The newest whole checkpoint of this model that is loaded; empty if there is none. While a newer one is being loaded the one before
     * answers, unless it was withdrawn.
     */
    public Optional<LoadedModel> newest(String model) {
        var held = loaded.get(model);
        if (held != null && isKept(held)) {
            newer.take(model, changes.getAsLong(), () -> newerThan(held, model)).ifPresent(found -> hold(model, found));
        } else {
            newer.forget(model);
            newerThan(held, model).ifPresent(found -> hold(model, found));
        }
        // All its manifests may be gone or unreadable, but what was whole once still answers.
        return Optional.ofNullable(loaded.get(model)).map(Held::model);
    }

    private boolean isKept(Held held) {
        byte[] stored = store.get(
                CheckpointKeys.manifest(held.model().name(), held.model().step()));
        return stored != null && held.isOf(stored);
    }

    private void hold(String model, Held found) {
        if (loaded.put(model, found) != found) {
            LOG.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("step", found.model().step())
                    .log(
                            "Model {} answers from step {} on",
                            model,
                            found.model().step());
        }
    }

    /**
     * The newest whole checkpoint of this model, if it is newer than what is held. It may run on another thread.
     *
     * @param held null: any is newer
     */
    private Optional<Held> newerThan(Held held, String model) {
        try (var manifests =
                store.reverseRange(CheckpointKeys.firstManifest(model), CheckpointKeys.lastManifest(model))) {
            while (manifests.hasNext()) {
                var entry = manifests.next();
                if (held != null && held.isAt(entry.key, entry.value)) {
                    return Optional.empty();
                }
                var found = CheckpointKey.parse(entry.key).flatMap(key -> loader.load(key, entry.value));
                if (found.isPresent()) {
                    return Optional.of(new Held(entry.value, found.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** The steps of this model whose checkpoints are kept, the newest first, at most so many. */
    public List<Long> steps(String model, int most) {
        var steps = new ArrayList<Long>();
        try (var manifests =
                store.reverseRange(CheckpointKeys.firstManifest(model), CheckpointKeys.lastManifest(model))) {
            while (manifests.hasNext() && steps.size() < most) {
                CheckpointKey.parse(manifests.next().key)
                        .filter(CheckpointKey.Manifest.class::isInstance)
                        .ifPresent(key -> steps.add(((CheckpointKey.Manifest) key).step()));
            }
        }
        return steps;
    }

    /** The checkpoint of this model at this step, while it is kept or promoted. */
    public Optional<LoadedModel> at(String model, long step) {
        String key = CheckpointKeys.manifest(model, step);
        byte[] manifest = store.get(key);
        var newest = loaded.get(model);
        if (newest != null && newest.model().step() == step && (manifest == null || newest.isOf(manifest))) {
            return Optional.of(newest.model());
        }
        if (manifest == null) {
            pinned.remove(key);
            return promoted(model).filter(found -> found.step() == step);
        }
        var held = Optional.ofNullable(pinned.get(key))
                .filter(known -> known.isOf(manifest))
                .map(Held::model)
                .or(() -> loader.load(new CheckpointKey.Manifest(model, step), manifest));
        held.ifPresent(found -> pinned.put(key, new Held(manifest, found)));
        return held;
    }

    /** The models that have a manifest, in the order of their names. */
    public List<String> names() {
        var names = new ArrayList<String>();
        for (var model = modelFrom(null); model.isPresent(); model = modelFrom(CheckpointKeys.behind(model.get()))) {
            if (newest(model.get()).isPresent()) {
                names.add(model.get());
            }
        }
        return names;
    }

    /** The first model at or behind this key: a step over all pieces of the models before it. */
    private Optional<String> modelFrom(String key) {
        try (var entries = key == null ? store.all() : store.range(key, null)) {
            return entries.hasNext() ? Optional.of(CheckpointKeys.model(entries.peekNextKey())) : Optional.empty();
        }
    }
}
