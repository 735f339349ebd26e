package io.inkstream.serde;

import io.inkstream.serde.registry.RegistryClient;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.serde.registry.RegistryUnavailableException;
import io.inkstream.serde.registry.SchemaFingerprint;
import io.inkstream.serde.registry.SerdeConfig;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the Confluent wire format into the generated class of the same name as the writer's record. See {@link AvroSerde} for what
 * it is configured with. Safe for threads once configured.
 */
public final class AvroDeserializer implements Deserializer<SpecificRecord> {

    private SerdeConfig config;
    private RegistryClient registry;

    /** A deserializer to be configured. */
    public AvroDeserializer() {
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
    public SpecificRecord deserialize(String topic, byte[] value) {
        return deserialize(topic, new RecordHeaders(), value);
    }

    /**
     * Reads a record. One that has the {@link SchemaFingerprint} of a schema of ours is read with that, whatever the registry has under
     * its id; with another fingerprint, only if the registry's schema has it too.
     *
     * @param topic the topic it came from
     * @param headers as received
     * @param value its bytes, or null
     * @return the record; null for null
     * @throws SerializationException if the bytes are not a whole record that is known, or (then
     *     {@link RegistryFailures#isUnavailable} says so) the registry is away
     */
    @Override
    public SpecificRecord deserialize(String topic, Headers headers, byte[] value) {
        if (value == null) {
            return null;
        }
        if (registry == null) {
            throw AvroSerde.notConfigured();
        }
        var where = "topic " + topic + ", " + (config.isKey() ? "key" : "value");
        var id = WireFormat.schemaId(value, where);
        var fingerprint = config.isKey() ? Optional.<String>empty() : SchemaFingerprint.in(headers, where);
        var bundled = fingerprint.flatMap(TrustedSchemas::withFingerprint);
        var writer = bundled.orElseGet(() -> writer(id, where));
        if (bundled.isEmpty() && fingerprint.isPresent()) {
            requireSame(fingerprint.get(), writer, where + ", schema id " + id);
        }
        var record = decode(value, writer, TrustedSchemas.readerFor(writer, where), where + ", schema id " + id);
        if (bundled.isPresent()) {
            config.ids().used(id, fingerprint.get(), writer.getFullName());
        }
        return record;
    }

    private static void requireSame(String fingerprint, Schema registered, String where) {
        String found = SchemaFingerprint.of(registered);
        if (!found.equals(fingerprint)) {
            throw new SerializationException(where + ": expected the schema with the fingerprint " + fingerprint
                    + " that the header " + SchemaFingerprint.HEADER + " names, found " + registered.getFullName()
                    + " ("
                    + found + ") under that id in the registry: it hands ids out anew; restore it from a newer backup"
                    + " (bin/inkstream doctor)");
        }
    }

    private Schema writer(int id, String where) {
        try {
            return registry.schema(id, where);
        } catch (RegistryUnavailableException e) {
            throw new SerializationException(where + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static SpecificRecord decode(byte[] value, Schema writer, Schema reader, String where) {
        var length = value.length - WireFormat.HEADER;
        var decoder = DecoderFactory.get().binaryDecoder(value, WireFormat.HEADER, length, null);
        try {
            var record = new StrictReader(writer, reader).read(null, new CountedDecoder(decoder, length));
            if (!decoder.isEnd()) {
                throw new SerializationException(where + ": expected the value to end after a " + reader.getName()
                        + ", found " + decoder.inputStream().available()
                        + " bytes more; it is damaged or has a wrong schema id");
            }
            return record;
        } catch (SerializationException e) {
            throw e;
        } catch (EOFException e) {
            throw new SerializationException(
                    where + ": expected a whole " + reader.getName() + ", found its first " + length
                            + " bytes; it is truncated or has a wrong schema id",
                    e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Whatever bytes and schema make Avro throw, the fault is theirs.
            throw new SerializationException(
                    where + ": expected a " + reader.getName() + ", found bytes that are none: " + e.getMessage(), e);
        }
    }

    /** Takes strings as they are or not at all, where Avro would replace what is not UTF-8. */
    private static final class StrictReader extends SpecificDatumReader<SpecificRecord> {

        /** Avro's fast reader, its default, has no readString to override. */
        private static final SpecificData DATA = new SpecificData();

        static {
            DATA.setFastReaderEnabled(false);
            DATA.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        }

        StrictReader(Schema writer, Schema reader) {
            super(writer, reader, DATA);
        }

        @Override
        protected Object readString(Object old, Schema expected, Decoder in) throws IOException {
            var utf8 = in.readString((Utf8) null);
            return LenientText.utf8(utf8.getBytes(), utf8.getByteLength());
        }
    }
}
