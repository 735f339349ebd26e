package io.inkstream.ops.dashboard;

import io.inkstream.checkpoint.CheckpointKey;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRules;
import io.inkstream.runtime.AvroSerdes;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.TopicReader;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.serde.RecordJson;
import io.inkstream.serde.RegistryIds;
import io.inkstream.serde.TopicNames;
import io.javalin.http.Context;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** The manifests that stand on {@code model-checkpoints}. */
final class Checkpoints implements AutoCloseable {

    /** More than a trainer keeps of all models that it may have; each has about a kilobyte. */
    private static final int HELD_MAX = 20_000;

    private final NavigableMap<String, CheckpointManifest> manifests = new ConcurrentSkipListMap<>();
    private final Deserializer<SpecificRecord> avro;
    private final Tail tail;

    Checkpoints(Configuration configuration, RegistryIds ids) {
        avro = AvroSerdes.checkpoints(configuration, ids).deserializer();
        tail = new Tail(configuration, TopicNames.CHECKPOINTS, TopicReader::toBeginning, this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var key = CheckpointKey.of(record.key());
        if (!(key instanceof CheckpointKey.Manifest)) {
            return;
        }
        if (record.value() == null) {
            manifests.remove(key.text());
            return;
        }
        var value = avro.deserialize(TopicNames.CHECKPOINTS, record.headers(), record.value());
        manifests.put(key.text(), CheckpointRules.manifest(key, value));
        if (manifests.size() > HELD_MAX) {
            manifests.pollFirstEntry();
        }
    }

    /** What follows the topic. */
    Tail tail() {
        return tail;
    }

    /** Those of a model, oldest first. */
    void of(Context context) {
        String model = context.pathParam("model");
        context.contentType("application/json")
                .result(
                        manifests
                                .subMap(CheckpointKeys.firstManifest(model), CheckpointKeys.lastManifest(model))
                                .values()
                                .stream()
                                .map(RecordJson::toJson)
                                .collect(Collectors.joining(",", "[", "]")));
    }

    @Override
    public void close() {
        tail.close();
    }
}
