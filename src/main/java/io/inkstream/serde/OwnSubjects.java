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
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Our schemas, and the subjects that our writers keep them under. */
final class OwnSubjects {

    /** A schema, and the topic that its records are on. */
    private record Own(String topic, Schema schema) {}

    /** A schema as it is registered, and its subject. */
    record Subject(String name, Schema schema) {}

    private static final List<Own> ALL = List.of(
            new Own(TopicNames.CORPUS, CorpusText.getClassSchema()),
            new Own(TopicNames.PROMPTS, Prompt.getClassSchema()),
            new Own(TopicNames.GENERATED, GeneratedText.getClassSchema()),
            new Own(TopicNames.METRICS, TrainingReport.getClassSchema()),
            new Own(TopicNames.SCORES, CorpusScore.getClassSchema()),
            new Own(TopicNames.ALERTS, CorpusAlert.getClassSchema()),
            new Own(TopicNames.FEEDBACK, CorpusFeedback.getClassSchema()),
            new Own(TopicNames.REQUESTS, ForgetRequest.getClassSchema()),
            new Own(TopicNames.ROUNDS, RoundPiece.getClassSchema()),
            new Own(TopicNames.PARTS, RoundPiece.getClassSchema()),
            new Own(TopicNames.CHECKPOINTS, CheckpointChunk.getClassSchema()),
            new Own(TopicNames.CHECKPOINTS, CheckpointManifest.getClassSchema()));

    private OwnSubjects() {}

    /** All of them, in the order of the topics. */
    static List<Subject> all(Map<String, ?> configs) {
        var naming = SubjectNaming.from(configs, false);
        return ALL.stream()
                .map(own -> new Subject(
                        // Two records on one topic: each has a subject of its own, whatever the others follow.
                        (own.topic().equals(TopicNames.CHECKPOINTS) ? SubjectNaming.TOPIC_RECORD : naming)
                                .subject(own.topic(), false, own.schema().getFullName()),
                        PlainSchema.of(own.schema())))
                .toList();
    }

    /** Returns the schema of the records of a topic that has one kind of them. */
    static Optional<Schema> schemaOf(String topic) {
        var schemas = ALL.stream()
                .filter(own -> own.topic().equals(topic))
                .map(Own::schema)
                .toList();
        return schemas.size() == 1 ? Optional.of(schemas.get(0)) : Optional.empty();
    }

    static Optional<Subject> of(Map<String, ?> configs, String record) {
        return all(configs).stream()
                .filter(subject -> subject.schema().getFullName().equals(record))
                .findFirst();
    }
}
