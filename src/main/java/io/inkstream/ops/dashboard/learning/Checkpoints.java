package io.inkstream.ops.dashboard.learning;

import io.inkstream.config.Configuration;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.json.RecordJson;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.Manifests;
import io.inkstream.topics.TopicReader;
import io.javalin.http.Context;
import java.util.stream.Collectors;

/** The manifests that stand on {@code model-checkpoints}. */
public final class Checkpoints implements AutoCloseable {

    private final Manifests manifests;
    private final Tail tail;

    public Checkpoints(Configuration configuration, RegistryIds ids) {
        manifests = new Manifests(configuration, ids);
        tail = new Tail(configuration, TopicNames.CHECKPOINTS, TopicReader::toBeginning, manifests::take);
    }

    /** What follows the topic. */
    public Tail tail() {
        return tail;
    }

    /** Those of a model, oldest first. */
    public void of(Context context) {
        context.contentType("application/json")
                .result(manifests.of(context.pathParam("model")).stream()
                        .map(RecordJson::toJson)
                        .collect(Collectors.joining(",", "[", "]")));
    }

    /** When the first of a model's was published, as far as it is kept, in ms since the epoch; of one that has none, the end of time. */
    public long firstAt(String model) {
        return manifests.of(model).stream()
                .findFirst()
                .map(manifest -> manifest.getCreatedAt().toEpochMilli())
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        tail.close();
    }
}
