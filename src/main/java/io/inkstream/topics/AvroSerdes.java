package io.inkstream.topics;

import io.inkstream.config.Configuration;
import io.inkstream.config.ConfigurationException;
import io.inkstream.config.Keys;
import io.inkstream.serde.AvroLimits;
import io.inkstream.serde.json.ContentTypeSerde;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.serde.registry.SerdeConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;

/** Makes the serdes that the key {@code value.serde} names by class. */
public final class AvroSerdes {

    private static final String SUBJECTS = "value.subject.name.strategy";
    private static final String EACH_RECORD = "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy";
    /** Tells Confluent's serde to give generated classes; ours knows no others. */
    private static final String SPECIFIC = "specific.avro.reader";

    /** How long what serves others waits for a registry that is slow: below the 10 s that Kafka Streams gives a transaction. */
    private static final Duration PATIENCE_OF_A_SERVICE = Duration.ofSeconds(8);

    private AvroSerdes() {}

    /** For values of every topic but {@code model-checkpoints}. */
    public static Serde<SpecificRecord> values(Configuration configuration) {
        return new ContentTypeSerde(configured(configuration, Map.of()));
    }

    /**
     * The same for a service, which has less patience with a slow registry.
     *
     * @param ids are told of the ids that it meets
     */
    public static Serde<SpecificRecord> values(Configuration configuration, RegistryIds ids) {
        return new ContentTypeSerde(configured(configuration, ofAService(ids)));
    }

    /**
     * For {@code model-checkpoints}: pieces and manifests are different records on one topic, so each has a subject of its own,
     * whatever strategy the other topics follow.
     */
    public static Serde<SpecificRecord> checkpoints(Configuration configuration) {
        return configured(configuration, Map.of(SUBJECTS, EACH_RECORD));
    }

    /** The same for a service. @param ids are told of the ids that it meets */
    public static Serde<SpecificRecord> checkpoints(Configuration configuration, RegistryIds ids) {
        var overrides = new HashMap<>(ofAService(ids));
        overrides.put(SUBJECTS, EACH_RECORD);
        return configured(configuration, overrides);
    }

    private static Map<String, Object> ofAService(RegistryIds ids) {
        return Map.of(RegistryIds.SETTING, ids, SerdeConfig.PATIENCE, PATIENCE_OF_A_SERVICE);
    }

    private static Serde<SpecificRecord> configured(Configuration configuration, Map<String, Object> overrides) {
        Map<String, Object> settings = new HashMap<>(configuration.registry());
        settings.put(SPECIFIC, true);
        settings.putAll(overrides);
        var serde = newSerde(configuration.string(Keys.VALUE_SERDE));
        serde.configure(settings, false);
        return serde;
    }

    @SuppressWarnings("unchecked") // the type of values is the class's promise; a wrong one fails at its first record
    private static Serde<SpecificRecord> newSerde(String className) {
        // Ours sets them as well; another's does not.
        AvroLimits.set();
        try {
            return (Serde<SpecificRecord>) Utils.newInstance(className, Serde.class);
        } catch (ClassNotFoundException | KafkaException e) {
            throw new ConfigurationException(
                    Keys.VALUE_SERDE
                            + " must be the name of a Serde class with a public constructor without arguments: "
                            + className + " (Confluent's serdes come with the Maven profile -Pconfluent)",
                    e);
        }
    }
}
