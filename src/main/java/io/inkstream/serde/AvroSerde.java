package io.inkstream.serde;

import io.inkstream.serde.registry.RegistryClient;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.SerdeConfig;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The generated records of {@code io.inkstream.schema} under the Confluent wire format and registry protocol. It takes the place of
 * {@code io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde} by its class name in a configuration, and gives it back, for it
 * has the same keys and the same bytes:
 *
 * <ul>
 *   <li>{@code schema.registry.url}: addresses, parted by commas
 *   <li>{@code basic.auth.credentials.source}: URL (default) or USER_INFO, with {@code basic.auth.user.info} as USER:PASSWORD
 *   <li>{@code bearer.auth.credentials.source}: STATIC_TOKEN, with {@code bearer.auth.token}
 *   <li>{@code schema.registry.ssl.truststore.location}, {@code keystore.location} and their types and passwords, as a Kafka client's
 *   <li>{@code auto.register.schemas} (default true): register the schema of what is written
 *   <li>{@code use.latest.version} (default false): without registration, write with the subject's newest schema as of the first
 *       record; with neither, the record's schema must be registered already
 *   <li>{@code key.subject.name.strategy}, {@code value.subject.name.strategy}: TopicNameStrategy (default), RecordNameStrategy
 *       or TopicRecordNameStrategy
 * </ul>
 *
 * Schemas are registered as they stand in {@code schemas/}, without Java's properties (Confluent's
 * {@code avro.remove.java.properties=true}). Where the registry is away, failures are told from bad records by
 * {@link RegistryFailures#isUnavailable}.
 */
public final class AvroSerde implements Serde<SpecificRecord> {

    static {
        TrustedSchemas.trust();
    }

    private final AvroSerializer serializer = new AvroSerializer();
    private final AvroDeserializer deserializer = new AvroDeserializer();

    /** A serde to be configured. */
    public AvroSerde() {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        var config = SerdeConfig.from(configs, isKey);
        var registry = new RegistryClient(config);
        serializer.configure(config, registry);
        deserializer.configure(config, registry);
    }

    @Override
    public Serializer<SpecificRecord> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<SpecificRecord> deserializer() {
        return deserializer;
    }

    static IllegalStateException notConfigured() {
        return new IllegalStateException(
                "the Avro serde is not configured: call configure with " + SerdeConfig.URL + " before using it");
    }
}
