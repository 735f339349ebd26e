package io.inkstream.topics;

import static java.util.Map.entry;

import io.inkstream.config.Configuration;
import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.CorpusScore;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.RoundPiece;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.serde.registry.SchemaFingerprint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** The ids of schemas that records on our topics have. */
public final class SchemasInUse {

    /** Newest offsets of a partition that are looked at. */
    private static final int NEWEST = 10_000;

    /** What has no fingerprint, for it was written by a version before there were any, can only be one of these. */
    private static final Map<String, List<Schema>> OURS = new TreeMap<>(Map.ofEntries(
            entry(
                    TopicNames.CHECKPOINTS,
                    List.of(CheckpointChunk.getClassSchema(), CheckpointManifest.getClassSchema())),
            entry(TopicNames.GENERATED, List.of(GeneratedText.getClassSchema())),
            entry(TopicNames.METRICS, List.of(TrainingReport.getClassSchema())),
            entry(TopicNames.SCORES, List.of(CorpusScore.getClassSchema())),
            entry(TopicNames.ALERTS, List.of(CorpusAlert.getClassSchema())),
            entry(TopicNames.FEEDBACK, List.of()),
            entry(TopicNames.ROUNDS, List.of(RoundPiece.getClassSchema())),
            entry(TopicNames.PARTS, List.of(RoundPiece.getClassSchema())),
            entry(TopicNames.REQUESTS, List.of(ForgetRequest.getClassSchema())),
            entry(TopicNames.PROMPTS, List.of()),
            entry(TopicNames.CORPUS, List.of())));

    private final RegistryIds ids = new RegistryIds();
    private final Deserializer<SpecificRecord> avro;

    private SchemasInUse(Configuration configuration) {
        avro = AvroSerdes.values(configuration, ids).deserializer();
    }

    /** Those on the topics that are there. */
    public static RegistryIds on(Configuration configuration) {
        var found = new SchemasInUse(configuration);
        try (var admin = new TopicAdmin(configuration.kafka())) {
            var there = admin.list().stream().map(TopicSpec::name).toList();
            OURS.forEach((topic, own) -> {
                if (there.contains(topic)) {
                    found.read(configuration, topic, own);
                }
            });
        }
        return found.ids;
    }

    private void read(Configuration configuration, String topic, List<Schema> own) {
        try (var reader = new TopicReader(configuration, topic)) {
            reader.toLast(NEWEST);
            reader.readToEnd(record -> note(record, own));
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record, List<Schema> own) {
        if (record.headers().lastHeader(SchemaFingerprint.HEADER) != null) {
            isRead(record);
            return;
        }
        for (var schema : own) {
            SchemaFingerprint.put(record.headers(), SchemaFingerprint.of(schema));
            if (isRead(record)) {
                return;
            }
        }
    }

    /** Whether all its bytes are one of ours; the ids are told of it then. */
    private boolean isRead(ConsumerRecord<byte[], byte[]> record) {
        try {
            return avro.deserialize(record.topic(), record.headers(), record.value()) != null;
        } catch (SerializationException e) {
            return false;
        }
    }
}
