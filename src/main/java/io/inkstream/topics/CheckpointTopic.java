package io.inkstream.topics;

import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.checkpoint.CheckpointRules;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.log.PassedOver;
import io.inkstream.serde.registry.RegistryFailures;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.slf4j.LoggerFactory;

/** Reads and writes checkpoints on {@code model-checkpoints} from outside the topologies. */
public final class CheckpointTopic {

    private final Configuration configuration;
    private final Serde<SpecificRecord> serde;
    private final CheckpointWriter writer;
    private final PassedOver passedOver =
            new PassedOver(LoggerFactory.getLogger(CheckpointTopic.class), System::nanoTime);

    public CheckpointTopic(Configuration configuration) {
        this.configuration = configuration;
        this.serde = AvroSerdes.checkpoints(configuration);
        this.writer = new CheckpointWriter(configuration);
    }

    /** All manifests that stand on the topic now, by model and step. What is none is passed over. */
    public List<CheckpointManifest> manifests() {
        return values(CheckpointKey.Manifest.class::isInstance).values().stream()
                .flatMap(record -> manifest(record).stream())
                .toList();
    }

    private Optional<CheckpointManifest> manifest(ConsumerRecord<byte[], byte[]> record) {
        try {
            var value = serde.deserializer().deserialize(TopicNames.CHECKPOINTS, record.headers(), record.value());
            return Optional.of(CheckpointRules.manifest(CheckpointKey.of(record.key()), value));
        } catch (SerializationException | IllegalArgumentException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            passedOver.add(record, e);
            return Optional.empty();
        }
    }

    /** The newest manifest of a model. */
    public Optional<CheckpointManifest> newest(String model) {
        return manifests().stream()
                .filter(manifest -> manifest.getModel().equals(model))
                .reduce((older, newer) -> newer);
    }

    /** The manifest of a model at this step. */
    public Optional<CheckpointManifest> at(String model, long step) {
        return manifests().stream()
                .filter(manifest -> manifest.getModel().equals(model) && manifest.getStep() == step)
                .findFirst();
    }

    /**
     * The file of a checkpoint, held against its manifest.
     *
     * @throws IllegalStateException if its pieces are no longer on the topic, or are not what the manifest says, or it is a
     *     checkpoint that nobody could use
     */
    public byte[] file(CheckpointManifest manifest) {
        String model = manifest.getModel();
        long step = manifest.getStep();
        var pieces = values(
                key -> key instanceof CheckpointKey.Chunk chunk && model.equals(chunk.model()) && chunk.step() == step);
        try {
            byte[] file = Chunks.join(manifest, part -> chunk(pieces, new CheckpointKey.Chunk(model, step, part)))
                    .orElseThrow(() -> new IllegalStateException(
                            "the checkpoint of model " + model + " at step " + step + " is not whole on "
                                    + TopicNames.CHECKPOINTS + " any more; take a newer one (model list)"));
            CheckpointRules.weights(manifest, file);
            return file;
        } catch (SerializationException | IllegalArgumentException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            throw new IllegalStateException(
                    "the checkpoint of model " + model + " at step " + step + " on " + TopicNames.CHECKPOINTS
                            + " cannot be used: " + e.getMessage() + "; take another one (model list)",
                    e);
        }
    }

    /**
     * The file of a checkpoint that was sent not long ago.
     *
     * @param sha256 its digest
     * @param since when it was sent, or before; what is older is not read
     * @return empty: it is not there, or not whole
     */
    public Optional<byte[]> find(String model, long step, String sha256, Instant since) {
        var found = new TreeMap<String, ConsumerRecord<byte[], byte[]>>();
        String manifestKey = CheckpointKeys.manifest(model, step);
        try (var topic = new TopicReader(configuration, TopicNames.CHECKPOINTS)) {
            topic.toTime(since);
            topic.readToEnd(record -> key(record)
                    .filter(key -> key.text().equals(manifestKey)
                            || key instanceof CheckpointKey.Chunk chunk
                                    && chunk.model().equals(model)
                                    && chunk.step() == step)
                    .ifPresent(key -> found.put(key.text(), record)));
        }
        return Optional.ofNullable(found.get(manifestKey))
                .filter(record -> record.value() != null)
                .flatMap(this::manifest)
                .filter(manifest -> manifest.getPayloadSha256().equals(sha256))
                .flatMap(manifest ->
                        Chunks.join(manifest, part -> chunk(found, new CheckpointKey.Chunk(model, step, part))));
    }

    private CheckpointChunk chunk(Map<String, ConsumerRecord<byte[], byte[]>> pieces, CheckpointKey key) {
        var record = pieces.get(key.text());
        return record == null || record.value() == null
                ? null
                : CheckpointRules.chunk(
                        key,
                        serde.deserializer().deserialize(TopicNames.CHECKPOINTS, record.headers(), record.value()));
    }

    /** Bytes of a checkpoint that fit a record of the topic. */
    public int pieceBytes() {
        return MaxMessageBytes.pieceBytes(configuration);
    }

    /** Publishes a checkpoint in one transaction. */
    public void publish(CheckpointRecords records) {
        var manifest = records.manifest();
        var written = new LinkedHashMap<String, CheckpointWriter.Value>();
        records.chunks()
                .forEach(chunk -> written.put(
                        CheckpointKeys.chunk(chunk.getModel(), chunk.getStep(), chunk.getPart()), written(chunk)));
        written.put(CheckpointKeys.manifest(manifest.getModel(), manifest.getStep()), written(manifest));
        writer.write("import", manifest.getModel(), written);
    }

    /**
     * Has every generator answer with this checkpoint, whatever the trainer publishes, until another one is promoted or
     * {@link #followNewest} ends it. A copy of the checkpoint is kept for that.
     *
     * @throws IllegalStateException if it is no longer on the topic, or was withdrawn meanwhile; nothing is promoted then
     */
    public void promote(CheckpointManifest manifest) {
        file(manifest); // whole, or refused
        String model = manifest.getModel();
        long step = manifest.getStep();
        var all = values(key -> key.model().equals(model));
        requireKept(manifest, all.containsKey(CheckpointKeys.manifest(model, step)));
        var written = withdrawn(all.keySet(), model);
        for (int part = 0; part < manifest.getParts(); part++) {
            written.put(
                    CheckpointKeys.promoted(model, part),
                    CheckpointWriter.Value.of(all.get(CheckpointKeys.chunk(model, step, part))));
        }
        // Behind its pieces.
        written.remove(CheckpointKeys.promoted(model));
        written.put(
                CheckpointKeys.promoted(model),
                CheckpointWriter.Value.of(all.get(CheckpointKeys.manifest(model, step))));
        writer.write("promote", model, written);
        // What a model forgets it takes off the topic, which may have been between the reading and the writing.
        boolean isKept = at(model, step)
                .filter(kept -> kept.getSha256().equals(manifest.getSha256()))
                .isPresent();
        if (!isKept) {
            followNewest(model);
        }
        requireKept(manifest, isKept);
    }

    private static void requireKept(CheckpointManifest manifest, boolean isKept) {
        if (!isKept) {
            throw new IllegalStateException("the checkpoint of model " + manifest.getModel() + " at step "
                    + manifest.getStep() + " was withdrawn from " + TopicNames.CHECKPOINTS
                    + ", as when it is old or the model forgot some text; promote one that stays (model list)");
        }
    }

    /**
     * Ends what {@link #promote} began.
     *
     * @return whether anything was promoted
     */
    public boolean followNewest(String model) {
        var withdrawn = withdrawn(values(key -> key.model().equals(model)).keySet(), model);
        if (!withdrawn.isEmpty()) {
            writer.write("promote", model, withdrawn);
        }
        return !withdrawn.isEmpty();
    }

    /** The manifest of the checkpoint of a model that was promoted. */
    public Optional<CheckpointManifest> promoted(String model) {
        return values(new CheckpointKey.Promoted(model)::equals).values().stream()
                .flatMap(record -> manifest(record).stream())
                .findFirst();
    }

    /** Null for each record of what was promoted before, the manifest first. */
    private static Map<String, CheckpointWriter.Value> withdrawn(Set<String> keys, String model) {
        var withdrawn = new LinkedHashMap<String, CheckpointWriter.Value>();
        keys.stream()
                .filter(key -> key.startsWith(CheckpointKeys.promoted(model)))
                .sorted()
                .forEach(key -> withdrawn.put(key, new CheckpointWriter.Value(null, new RecordHeaders())));
        return withdrawn;
    }

    private CheckpointWriter.Value written(SpecificRecord value) {
        var headers = new RecordHeaders();
        return new CheckpointWriter.Value(
                serde.serializer().serialize(TopicNames.CHECKPOINTS, headers, value), headers);
    }

    /** The newest record of each key that is wanted and has a value. */
    private Map<String, ConsumerRecord<byte[], byte[]>> values(Predicate<CheckpointKey> wanted) {
        var values = new TreeMap<String, ConsumerRecord<byte[], byte[]>>();
        try (var topic = new TopicReader(configuration, TopicNames.CHECKPOINTS)) {
            topic.toBeginning();
            topic.readToEnd(record -> key(record).filter(wanted).ifPresent(key -> {
                if (record.value() == null) {
                    values.remove(key.text());
                } else {
                    values.put(key.text(), record);
                }
            }));
        }
        return values;
    }

    private Optional<CheckpointKey> key(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(CheckpointKey.of(record.key()));
        } catch (IllegalArgumentException e) {
            passedOver.add(record, e);
            return Optional.empty();
        }
    }
}
