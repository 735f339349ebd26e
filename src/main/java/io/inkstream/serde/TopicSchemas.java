package io.inkstream.serde;

import io.inkstream.schema.CheckpointChunk;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.CorpusFeedback;
import io.inkstream.schema.CorpusScore;
import io.inkstream.schema.CorpusText;
import io.inkstream.schema.ForgetRequest;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.RoundPiece;
import io.inkstream.schema.TrainingReport;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** The schemas of the records on each topic. */
public final class TopicSchemas {

    /** A schema, and the topic that its records are on. */
    public record TopicSchema(String topic, Schema schema) {}

    private static final List<TopicSchema> ALL = List.of(
            new TopicSchema(TopicNames.CORPUS, CorpusText.getClassSchema()),
            new TopicSchema(TopicNames.PROMPTS, Prompt.getClassSchema()),
            new TopicSchema(TopicNames.GENERATED, GeneratedText.getClassSchema()),
            new TopicSchema(TopicNames.METRICS, TrainingReport.getClassSchema()),
            new TopicSchema(TopicNames.SCORES, CorpusScore.getClassSchema()),
            new TopicSchema(TopicNames.ALERTS, CorpusAlert.getClassSchema()),
            new TopicSchema(TopicNames.FEEDBACK, CorpusFeedback.getClassSchema()),
            new TopicSchema(TopicNames.REQUESTS, ForgetRequest.getClassSchema()),
            new TopicSchema(TopicNames.ROUNDS, RoundPiece.getClassSchema()),
            new TopicSchema(TopicNames.PARTS, RoundPiece.getClassSchema()),
            new TopicSchema(TopicNames.CHECKPOINTS, CheckpointChunk.getClassSchema()),
            new TopicSchema(TopicNames.CHECKPOINTS, CheckpointManifest.getClassSchema()));

    private TopicSchemas() {}

    /** All of them, in the order of the topics; a topic with two kinds of records is there twice. */
    public static List<TopicSchema> all() {
        return ALL;
    }

    /** The schema of the records of a topic that has one kind of them. */
    public static Optional<Schema> only(String topic) {
        var schemas = ALL.stream()
                .filter(each -> each.topic().equals(topic))
                .map(TopicSchema::schema)
                .toList();
        return schemas.size() == 1 ? Optional.of(schemas.get(0)) : Optional.empty();
    }
}
