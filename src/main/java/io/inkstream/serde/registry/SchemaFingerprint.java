package io.inkstream.serde.registry;

import io.inkstream.serde.log.Seldom;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Which schema a value was written with, whatever the registry says of its id: CRC-64-AVRO of the schema's parsing canonical form
 * (Avro specification, "Schema Fingerprints"), in 16 hexadecimal digits. Our writers put it into the header {@link #HEADER}. A registry
 * that was emptied, or restored from an old backup, hands ids out anew; the fingerprint does not change.
 */
public final class SchemaFingerprint {

    /** The header's name. */
    public static final String HEADER = "inkstream.schema";

    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{16}");
    private static final int LENGTH = 16;

    /** What begins a value that is kept with its fingerprint: neither Avro, which begins with 0, nor UTF-8 begins so. */
    private static final byte KEPT = (byte) 0xFF;

    private SchemaFingerprint() {}

    /** Of this schema. */
    public static String of(Schema schema) {
        return String.format("%016x", SchemaNormalization.parsingFingerprint64(schema));
    }

    /** Takes the place of one that is there: headers of what was read may go on to what is written. */
    public static void put(Headers headers, String fingerprint) {
        headers.remove(HEADER).add(HEADER, fingerprint.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws SerializationException if the header has something else */
    public static Optional<String> in(Headers headers, String where) {
        var header = headers.lastHeader(HEADER);
        if (header == null) {
            return Optional.empty();
        }
        String found = header.value() == null ? "null" : new String(header.value(), StandardCharsets.ISO_8859_1);
        if (!DIGITS.matcher(found).matches()) {
            throw new SerializationException(where + ": expected 16 hexadecimal digits in the header " + HEADER
                    + ", the fingerprint of the value's schema, found " + Seldom.cut(found)
                    + "; leave the header out, or write it with bin/inkstream");
        }
        return Optional.of(found);
    }

    /**
     * The value with its fingerprint before it, for stores, which have no headers; the value itself where there is none.
     *
     * @throws SerializationException if the header has something else
     */
    public static byte[] keep(Headers headers, byte[] value) {
        var fingerprint = in(headers, "value");
        if (fingerprint.isEmpty() || value == null) {
            return value;
        }
        byte[] kept = new byte[1 + LENGTH + value.length];
        kept[0] = KEPT;
        System.arraycopy(fingerprint.get().getBytes(StandardCharsets.US_ASCII), 0, kept, 1, LENGTH);
        System.arraycopy(value, 0, kept, 1 + LENGTH, value.length);
        return kept;
    }

    /**
     * Reads what {@link #keep} made, or a value as it is on a topic.
     *
     * @throws SerializationException as the deserializer
     */
    public static SpecificRecord readKept(Deserializer<SpecificRecord> avro, String topic, byte[] kept) {
        var headers = new RecordHeaders();
        if (!isKept(kept)) {
            return avro.deserialize(topic, headers, kept);
        }
        headers.add(HEADER, Arrays.copyOfRange(kept, 1, 1 + LENGTH));
        return avro.deserialize(topic, headers, Arrays.copyOfRange(kept, 1 + LENGTH, kept.length));
    }

    /** Whether {@link #keep} put a fingerprint before it. */
    public static boolean isKept(byte[] value) {
        return value.length > LENGTH
                && value[0] == KEPT
                && DIGITS.matcher(new String(value, 1, LENGTH, StandardCharsets.ISO_8859_1))
                        .matches();
    }
}
