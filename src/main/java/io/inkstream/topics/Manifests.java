package io.inkstream.topics;

import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRules;
import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryIds;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** The manifests that stand on {@code model-checkpoints}, for one who follows that topic. For any number of threads. */
public final class Manifests {

    /** More than a trainer keeps of all models that it may have; each has about a kilobyte. */
    private static final int HELD_MAX = 20_000;

    private final NavigableMap<String, CheckpointManifest> manifests = new ConcurrentSkipListMap<>();
    private final Deserializer<SpecificRecord> avro;

    public Manifests(Configuration configuration, RegistryIds ids) {
        avro = AvroSerdes.checkpoints(configuration, ids).deserializer();
    }

    /**
     * Takes a record of the topic; one that is no manifest's changes nothing.
     *
     * @return the manifest that it has, if any
     * @throws RuntimeException if it has a manifest's key and is none
     */
    public Optional<CheckpointManifest> take(ConsumerRecord<byte[], byte[]> record) {
        var key = CheckpointKey.of(record.key());
        if (!(key instanceof CheckpointKey.Manifest)) {
            return Optional.empty();
        }
        if (record.value() == null) {
            manifests.remove(key.text());
            return Optional.empty();
        }
        var value = avro.deserialize(TopicNames.CHECKPOINTS, record.headers(), record.value());
        var manifest = CheckpointRules.manifest(key, value);
        manifests.put(key.text(), manifest);
        if (manifests.size() > HELD_MAX) {
            manifests.pollFirstEntry();
        }
        return Optional.of(manifest);
    }

    /** Those of a model, oldest first. */
    public Collection<CheckpointManifest> of(String model) {
        return manifests
                .subMap(CheckpointKeys.firstManifest(model), CheckpointKeys.lastManifest(model))
                .values();
    }

    /** All of them, by model. */
    public List<CheckpointManifest> all() {
        return List.copyOf(manifests.values());
    }
}
