package io.inkstream.generate.store;

import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointRules;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.generate.schedule.LoadedModel;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.SchemaFingerprint;
import io.inkstream.text.Vocabulary;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Makes models that can write of the records that {@link StoredModels} keeps, or none of what is not wholly as it should be. */
final class CheckpointLoader {

    private final ReadOnlyKeyValueStore<String, byte[]> store;
    private final Deserializer<SpecificRecord> avro;
    private final Refusals refusals;

    CheckpointLoader(
            ReadOnlyKeyValueStore<String, byte[]> store, Deserializer<SpecificRecord> avro, Refusals refusals) {
        this.store = store;
        this.avro = avro;
        this.refusals = refusals;
    }

    /**
     * Loads a checkpoint.
     *
     * @param key of its manifest
     * @param stored the manifest as the store keeps it
     * @return empty if it is refused, or some of it is not there
     * @throws SerializationException if the registry is away
     */
    Optional<LoadedModel> load(CheckpointKey key, byte[] stored) {
        if (refusals.isKnown(key.text(), stored)) {
            return Optional.empty();
        }
        try {
            var manifest = CheckpointRules.manifest(key, decoded(stored));
            return Chunks.join(manifest, part -> chunk(chunkKey(key, manifest, part)))
                    .map(file -> loaded(manifest, file));
        } catch (SerializationException | IllegalArgumentException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            refusals.checkpoint(key.text(), stored, e.getMessage());
            return Optional.empty();
        }
    }

    private static LoadedModel loaded(CheckpointManifest manifest, byte[] file) {
        return new LoadedModel(
                manifest.getModel(),
                manifest.getStep(),
                manifest.getSha256(),
                manifest.getForgotten().size(),
                Vocabulary.named(manifest.getVocabulary()),
                CheckpointRules.weights(manifest, file));
    }

    private static CheckpointKey chunkKey(CheckpointKey of, CheckpointManifest manifest, int part) {
        return of instanceof CheckpointKey.Promoted
                ? new CheckpointKey.PromotedChunk(manifest.getModel(), part)
                : new CheckpointKey.Chunk(manifest.getModel(), manifest.getStep(), part);
    }

    private CheckpointChunk chunk(CheckpointKey key) {
        byte[] stored = store.get(key.text());
        return stored == null ? null : CheckpointRules.chunk(key, decoded(stored));
    }

    private SpecificRecord decoded(byte[] stored) {
        return SchemaFingerprint.readKept(avro, TopicNames.CHECKPOINTS, stored);
    }
}
