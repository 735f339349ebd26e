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
import io.inkstream.serde.registry.SchemaFingerprint;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The records that travel on topics, and no others: what a name in a stranger's schema may become. A schema added to
 * {@code schemas/} is added here.
 */
public final class TrustedSchemas {

    static {
        // Before anything that may read a record.
        AvroLimits.set();
    }

    private static final Map<String, Schema> RECORDS = List.of(
                    CheckpointChunk.getClassSchema(),
                    CheckpointManifest.getClassSchema(),
                    CorpusAlert.getClassSchema(),
                    CorpusFeedback.getClassSchema(),
                    CorpusScore.getClassSchema(),
                    CorpusText.getClassSchema(),
                    ForgetRequest.getClassSchema(),
                    GeneratedText.getClassSchema(),
                    Prompt.getClassSchema(),
                    RoundPiece.getClassSchema(),
                    TrainingReport.getClassSchema())
            .stream()
            .collect(Collectors.toUnmodifiableMap(Schema::getFullName, Function.identity()));

    private static final Map<String, Schema> BY_FINGERPRINT =
            RECORDS.values().stream().collect(Collectors.toUnmodifiableMap(SchemaFingerprint::of, Function.identity()));

    static {
        var names = new HashSet<String>();
        RECORDS.values().forEach(schema -> collectNames(schema, names));
        var ours = ClassSecurityValidator.builder();
        names.forEach(ours::add);
        // What was trusted before stays trusted: another library in this JVM may have its own.
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), ours.build()));
    }

    private TrustedSchemas() {}

    /**
     * Tells Avro, which since 1.12.2 refuses classes it was not told of, to trust the generated ones, and bounds what Avro
     * takes from lengths in records. {@link AvroSerde} calls it;
     * call it before reading generated records by any other way. Any number of calls, from any thread, do the same as one.
     */
    public static void trust() {
        // The work is done once, by the class initializer that this call runs.
    }

    /** The full names of the records that can be read, sorted. */
    static Set<String> recordNames() {
        return new TreeSet<>(RECORDS.keySet());
    }

    /**
     * The schema of the generated class that a record of this name becomes.
     *
     * @param where names the record in messages
     * @throws SerializationException if there is none
     */
    static Schema readerFor(Schema writer, String where) {
        var found = writer.getType() == Schema.Type.RECORD
                ? writer.getFullName()
                : writer.getType().getName();
        var reader = RECORDS.get(found);
        if (reader == null) {
            throw new SerializationException(where + ": expected one of the records " + String.join(", ", recordNames())
                    + ", found " + found + "; write one of these, or plain text where the topic takes it");
        }
        return reader;
    }

    /** The schema of a generated class, if one has this {@link SchemaFingerprint}. */
    static Optional<Schema> withFingerprint(String fingerprint) {
        return Optional.ofNullable(BY_FINGERPRINT.get(fingerprint));
    }

    private static void collectNames(Schema schema, Set<String> names) {
        switch (schema.getType()) {
            case RECORD -> {
                if (names.add(schema.getFullName())) {
                    schema.getFields().forEach(field -> collectNames(field.schema(), names));
                }
            }
            case ENUM, FIXED -> names.add(schema.getFullName());
            case ARRAY -> collectNames(schema.getElementType(), names);
            case MAP -> collectNames(schema.getValueType(), names);
            case UNION -> schema.getTypes().forEach(type -> collectNames(type, names));
            default -> {}
        }
    }
}
