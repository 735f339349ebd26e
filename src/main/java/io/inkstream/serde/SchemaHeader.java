package io.inkstream.serde;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Avro whose schema is named in a record's header instead of before the datum. Nothing in the value tells such a record from text,
 * and a datum that happens to be UTF-8 would be learned.
 *
 * <p>Confluent's header holds a byte and an id: 0 and an int32, as in the wire format, or 1 and a UUID. Apicurio's hold ids of its own
 * registry, which its Confluent protocol does not look up under their names.
 */
public final class SchemaHeader {

    /** Confluent's {@code HeaderSchemaIdSerializer}. */
    static final String CONFLUENT = "__value_schema_id";

    private static final String APICURIO = "apicurio.value.";
    private static final List<String> AVRO_TYPES = List.of("application/avro", "application/vnd.apache.avro", "avro/");

    private SchemaHeader() {}

    /**
     * The value with its schema's id before it, in the wire format.
     *
     * @param value a record's value, or null
     * @return the value itself where no header names a schema
     * @throws UnreadableException if one does in a way that is not read here; the message names the header
     */
    public static byte[] framed(byte[] value, Headers headers) {
        var header = confluents(headers);
        if (header == null) {
            refuse(headers);
            return value;
        }
        byte[] id = header.value();
        if (id == null || id.length != WireFormat.HEADER || id[0] != WireFormat.MAGIC) {
            throw unreadable(
                    CONFLUENT,
                    "found "
                            + (id == null
                                    ? "null"
                                    : id.length + " bytes, the first "
                                            + (id.length == 0 ? "missing" : Byte.toUnsignedInt(id[0])))
                            + ", expected 5 bytes, a 0 and the id");
        }
        return value == null ? null : WireFormat.frame(ByteBuffer.wrap(id).getInt(1), value);
    }

    /** @throws UnreadableException if a header says that the value is Avro; the message names the header */
    public static void refuse(Headers headers) {
        for (var header : headers) {
            String name = header.key();
            if (name.equals(CONFLUENT)
                    || name.startsWith(APICURIO)
                    || name.equalsIgnoreCase(ContentType.HEADER) && isAvro(header.value())) {
                throw unreadable(name, "that is not read");
            }
        }
    }

    private static Header confluents(Headers headers) {
        return headers.lastHeader(CONFLUENT);
    }

    private static boolean isAvro(byte[] type) {
        String text = type == null ? "" : new String(type, StandardCharsets.ISO_8859_1).strip();
        return AVRO_TYPES.stream().anyMatch(avro -> text.regionMatches(true, 0, avro, 0, avro.length()));
    }

    private static UnreadableException unreadable(String header, String found) {
        return new UnreadableException(
                UnreadableException.Reason.AVRO,
                "the record's header " + header
                        + " says that its value is Avro whose schema is not named in the value itself: "
                        + found + "; write the schema's id before the datum (Confluent: value.schema.id.serializer="
                        + "io.confluent.kafka.serializers.schema.id.PrefixSchemaIdSerializer; Apicurio:"
                        + " apicurio.registry.headers.enabled=false), or send plain text without the header");
    }
}
