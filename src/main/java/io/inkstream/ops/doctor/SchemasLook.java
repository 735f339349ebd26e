package io.inkstream.ops.doctor;

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
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Whether the registry still has the schemas that our own records are written with. One that was emptied or restored from an old
 * backup knows some ids no more, or hands them out anew to other schemas.
 */
final class SchemasLook {

    /** Newest offsets of a partition that are looked at: ends of transactions are among them. */
    private static final int NEWEST = 20;

    private static final Map<String, Set<Class<? extends SpecificRecord>>> OURS = Map.of(
            TopicNames.CHECKPOINTS, Set.of(CheckpointChunk.class, CheckpointManifest.class),
            TopicNames.GENERATED, Set.of(GeneratedText.class),
            TopicNames.METRICS, Set.of(TrainingReport.class),
            TopicNames.SCORES, Set.of(CorpusScore.class),
            TopicNames.ALERTS, Set.of(CorpusAlert.class),
            TopicNames.REQUESTS, Set.of(ForgetRequest.class),
            TopicNames.ROUNDS, Set.of(RoundPiece.class),
            TopicNames.PARTS, Set.of(RoundPiece.class));

    private final Configuration configuration;
    private final Admin admin;
    private final RegistryIds ids = new RegistryIds();
    private final Deserializer<SpecificRecord> avro;

    SchemasLook(Configuration configuration, Admin admin) {
        this.configuration = configuration;
        this.admin = admin;
        this.avro = AvroSerdes.values(configuration, ids).deserializer();
    }

    /** None where a registry, a topic or the right to read it is missing: others say so. */
    List<Finding> findings() throws ExecutionException, InterruptedException {
        var unreadable = new TreeMap<String, String>();
        int read = 0;
        // A reader waits a while for a topic that is not there, and which of ours are depends on the settings.
        var there = new TreeSet<>(OURS.keySet());
        there.retainAll(admin.listTopics().names().get());
        for (String topic : there) {
            var newest = newest(topic);
            for (var record : newest) {
                trouble(record).ifPresent(why -> unreadable.put(topic, why));
            }
            read += newest.size();
        }
        ids.check(configuration.registry());
        ids.trouble().ifPresent(why -> unreadable.put("", why));
        if (unreadable.isEmpty()) {
            return read == 0
                    ? List.of()
                    : List.of(Finding.good("Schemas", "the registry has those of the newest records on our topics"));
        }
        return List.of(Finding.bad(
                "Schemas",
                String.join("; ", unreadable.values()),
                "the registry lost schemas, or gives their ids to others: restore its data from a newer backup before anything more is"
                        + " written, or put ours back under their ids: bin/inkstream schemas register --restore. Processes that run go on"
                        + " with the schemas that they remember: do not restart them before"));
    }

    private List<ConsumerRecord<byte[], byte[]>> newest(String topic) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var reader = new TopicReader(configuration, topic)) {
            reader.toLast(NEWEST);
            reader.readToEnd(record -> {
                if (record.value() != null) {
                    records.add(record);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            return List.of();
        }
        return records;
    }

    private Optional<String> trouble(ConsumerRecord<byte[], byte[]> record) {
        String where = record.topic() + "-" + record.partition() + "@" + record.offset();
        try {
            var found = avro.deserialize(record.topic(), record.headers(), record.value());
            return OURS.get(record.topic()).contains(found.getClass())
                    ? Optional.empty()
                    : Optional.of(
                            where + " is read as " + found.getSchema().getFullName() + ", which does not belong there");
        } catch (SerializationException e) {
            return RegistryFailures.isUnavailable(e) ? Optional.empty() : Optional.of(where + ": " + e.getMessage());
        }
    }
}
