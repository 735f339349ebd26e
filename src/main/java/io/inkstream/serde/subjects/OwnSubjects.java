package io.inkstream.serde.subjects;

import io.inkstream.serde.TopicNames;
import io.inkstream.serde.TopicSchemas;
import io.inkstream.serde.registry.PlainSchema;
import io.inkstream.serde.registry.SubjectNaming;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** The subjects that our writers keep our schemas under. */
final class OwnSubjects {

    /** A schema as it is registered, and its subject. */
    record Subject(String name, Schema schema) {}

    private OwnSubjects() {}

    /** All of them, in the order of the topics. */
    static List<Subject> all(Map<String, ?> configs) {
        var naming = SubjectNaming.from(configs, false);
        return TopicSchemas.all().stream()
                .map(own -> new Subject(
                        // Two records on one topic: each has a subject of its own, whatever the others follow.
                        (own.topic().equals(TopicNames.CHECKPOINTS) ? SubjectNaming.TOPIC_RECORD : naming)
                                .subject(own.topic(), false, own.schema().getFullName()),
                        PlainSchema.of(own.schema())))
                .toList();
    }

    static Optional<Subject> of(Map<String, ?> configs, String record) {
        return all(configs).stream()
                .filter(subject -> subject.schema().getFullName().equals(record))
                .findFirst();
    }
}
