package io.inkstream.runtime;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.checkpoint.Chunks;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.serde.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads and writes checkpoints on {@code model-checkpoints} from outside the topologies. */
public final class CheckpointTopic {

    private final Configuration configuration;
    private final Serde<SpecificRecord> serde;

    public CheckpointTopic(Configuration configuration) {
        this.configuration = configuration;
        this.serde = AvroSerdes.checkpoints(configuration);
    }

    /** All manifests that stand on the topic now, by model and step. */
    public List<CheckpointManifest> manifests() {
        return values(CheckpointKeys::isManifest).values().stream()
                .map(value -> (CheckpointManifest) serde.deserializer().deserialize(TopicNames.CHECKPOINTS, value))
                .toList();
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
     * The file of a checkpoint.
     *
     * @throws IllegalStateException if its pieces are no longer on the topic, or are not what the manifest says
     */
    public byte[] file(CheckpointManifest manifest) {
        String model = manifest.getModel();
        long step = manifest.getStep();
        var pieces = values(key -> key.startsWith(CheckpointKeys.chunks(model, step)));
        return Chunks.join(manifest, part -> {
                    byte[] value = pieces.get(CheckpointKeys.chunk(model, step, part));
                    return value == null
                            ? null
                            : (CheckpointChunk) serde.deserializer().deserialize(TopicNames.CHECKPOINTS, value);
                })
                .orElseThrow(() -> new IllegalStateException("the checkpoint of model " + model + " at step " + step
                        + " is not whole on " + TopicNames.CHECKPOINTS + " any more; take a newer one (model list)"));
    }

    /** Publishes a checkpoint in one transaction. */
    public void publish(CheckpointRecords records) {
        Map<String, Object> settings = new HashMap<>(configuration.kafka());
        var manifest = records.manifest();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "inkstream-import-" + manifest.getModel());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), serde.serializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var sent = records.chunks().stream()
                    .map(chunk -> producer.send(new ProducerRecord<String, SpecificRecord>(
                            TopicNames.CHECKPOINTS,
                            CheckpointKeys.chunk(chunk.getModel(), chunk.getStep(), chunk.getPart()),
                            chunk)))
                    .toList();
            for (var chunk : sent) {
                chunk.get();
            }
            producer.send(new ProducerRecord<>(
                            TopicNames.CHECKPOINTS,
                            CheckpointKeys.manifest(manifest.getModel(), manifest.getStep()),
                            manifest))
                    .get();
            producer.commitTransaction();
        } catch (ExecutionException e) {
            throw new KafkaException("the checkpoint could not be written to " + TopicNames.CHECKPOINTS, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while writing to " + TopicNames.CHECKPOINTS, e);
        }
    }

    private Map<String, byte[]> values(Predicate<String> wanted) {
        var values = new TreeMap<String, byte[]>();
        try (var topic = new TopicReader(configuration, TopicNames.CHECKPOINTS)) {
            topic.toBeginning();
            topic.readToEnd(record -> {
                String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                if (wanted.test(key) && record.value() == null) {
                    values.remove(key);
                } else if (wanted.test(key)) {
                    values.put(key, record.value());
                }
            });
        }
        return values;
    }
}
