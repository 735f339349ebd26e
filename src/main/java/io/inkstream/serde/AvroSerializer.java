package io.inkstream.serde;

import io.inkstream.serde.registry.BoundedCache;
import io.inkstream.serde.registry.PlainSchema;
import io.inkstream.serde.registry.RegistryClient;
import io.inkstream.serde.registry.RegistryUnavailableException;
import io.inkstream.serde.registry.SchemaFingerprint;
import io.inkstream.serde.registry.SerdeConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes generated records in the Confluent wire format. See {@link AvroSerde} for what it is configured with. Safe for threads
 * once configured.
 */
public final class AvroSerializer implements Serializer<SpecificRecord> {

    /**
     * What a record is written with.
     *
     * @param id the schema's id
     * @param schema the registered schema where that is not the record's own, else null
     * @param fingerprint of the schema that it is written with
     */
    private record Target(int id, Schema schema, String fingerprint) {}

    /** @param generation of the registry's ids: they may be handed out anew */
    private record SubjectSchema(String subject, Schema schema, int generation) {}

    private final BoundedCache<SubjectSchema, Target> targets = new BoundedCache<>(1000);
    private SerdeConfig config;
    private RegistryClient registry;

    /** A serializer to be configured. */
    public AvroSerializer() {
        TrustedSchemas.trust();
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        var parsed = SerdeConfig.from(configs, isKey);
        configure(parsed, new RegistryClient(parsed));
    }

    void configure(SerdeConfig config, RegistryClient registry) {
        this.config = config;
        this.registry = registry;
    }

    @Override
    public byte[] serialize(String topic, SpecificRecord value) {
        return serialize(topic, new RecordHeaders(), value);
    }

    /**
     * Writes a record.
     *
     * @param topic the topic it goes to
     * @param headers are given the {@link SchemaFingerprint} of a value's schema
     * @param value the record, or null
     * @return its bytes; null for null
     * @throws SerializationException if the registry refuses the schema, the record does not fit it, or (caused by a
     *     {@link RegistryUnavailableException}) the registry is away
     */
    @Override
    public byte[] serialize(String topic, Headers headers, SpecificRecord value) {
        if (value == null) {
            return null;
        }
        if (registry == null) {
            throw AvroSerde.notConfigured();
        }
        var own = value.getSchema();
        try {
            var target = target(config.naming().subject(topic, config.isKey(), own.getFullName()), own);
            var datum = encode(new SpecificDatumWriter<>(own, SpecificData.getForSchema(own)), value);
            byte[] framed = WireFormat.frame(
                    target.id(), target.schema() == null ? datum : rewrite(datum, own, target.schema()));
            if (!config.isKey()) {
                SchemaFingerprint.put(headers, target.fingerprint());
                config.ids().used(target.id(), target.fingerprint(), own.getFullName());
            }
            return framed;
        } catch (RegistryUnavailableException e) {
            throw new SerializationException("cannot write to topic " + topic + ": " + e.getMessage(), e);
        } catch (SerializationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "cannot write a " + own.getFullName() + " to topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private Target target(String subject, Schema own) throws RegistryUnavailableException {
        var key = new SubjectSchema(subject, own, config.ids().generation());
        var known = targets.get(key);
        if (known == null) {
            known = ask(subject, own);
            targets.put(key, known);
        }
        return known;
    }

    private Target ask(String subject, Schema own) throws RegistryUnavailableException {
        var plain = PlainSchema.of(own);
        if (config.autoRegister()) {
            return new Target(registry.register(subject, plain), null, SchemaFingerprint.of(own));
        }
        if (config.useLatest()) {
            var latest = registry.latest(subject);
            return new Target(
                    latest.id(),
                    latest.schema().equals(plain) ? null : latest.schema(),
                    SchemaFingerprint.of(latest.schema()));
        }
        var id = registry.find(subject, plain);
        if (id.isEmpty()) {
            id = registry.find(subject, own); // as Confluent's serializer registers it, with Java's string type
        }
        return new Target(
                id.orElseThrow(() -> new SerializationException("the registry at " + registry.addresses()
                        + " does not have the schema of " + own.getFullName() + " under subject " + subject
                        + ": register schemas/" + own.getName() + ".avsc there, or set " + SerdeConfig.AUTO_REGISTER
                        + "=true")),
                null,
                SchemaFingerprint.of(own));
    }

    /** Reads the datum as the registered schema's and writes it again: fields may stand in another order there. */
    private static byte[] rewrite(byte[] datum, Schema own, Schema registered) throws IOException {
        var decoder = DecoderFactory.get().binaryDecoder(datum, null);
        var record = new GenericDatumReader<GenericRecord>(own, registered).read(null, decoder);
        return encode(new GenericDatumWriter<>(registered), record);
    }

    private static <T> byte[] encode(DatumWriter<T> writer, T record) throws IOException {
        var out = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writer.write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
