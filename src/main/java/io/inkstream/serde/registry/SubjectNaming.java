package io.inkstream.serde.registry;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/** Which registry subject a record's schema is kept under: Confluent's three strategies, chosen by their class names. */
public enum SubjectNaming {
    /** {@code <topic>-key} or {@code <topic>-value}. */
    TOPIC("TopicNameStrategy"),
    /** The record's full name. */
    RECORD("RecordNameStrategy"),
    /** {@code <topic>-<the record's full name>}. */
    TOPIC_RECORD("TopicRecordNameStrategy");

    private static final String PACKAGE = "io.confluent.kafka.serializers.subject.";

    private final String className;

    SubjectNaming(String className) {
        this.className = className;
    }

    public String subject(String topic, boolean isKey, String recordName) {
        return switch (this) {
            case TOPIC -> topic + (isKey ? "-key" : "-value");
            case RECORD -> recordName;
            case TOPIC_RECORD -> topic + "-" + recordName;
        };
    }

    /** The strategy under {@code key.} or {@code value.subject.name.strategy}: a class name, with or without package, or a class. */
    public static SubjectNaming from(Map<String, ?> configs, boolean isKey) {
        var key = (isKey ? "key" : "value") + ".subject.name.strategy";
        var value = configs.get(key);
        if (value == null) {
            return TOPIC;
        }
        var name = value instanceof Class<?> type
                ? type.getName()
                : value.toString().trim();
        for (var naming : values()) {
            if (name.equals(naming.className) || name.equals(PACKAGE + naming.className)) {
                return naming;
            }
        }
        var expected = Arrays.stream(values()).map(naming -> naming.className).collect(Collectors.joining(", "));
        throw new ConfigException(key, name, "expected one of " + expected);
    }
}
