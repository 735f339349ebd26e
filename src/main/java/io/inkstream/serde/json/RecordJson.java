package io.inkstream.serde.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records as plain JSON, for people and {@code jq}: without Avro's union wrappers, so it is no Avro JSON encoding. Bytes are base64,
 * timestamps ISO-8601 in UTC. A double that JSON has no number for is the string "NaN", "Infinity" or "-Infinity" (as in
 * Protobuf's JSON): null has a meaning of its own.
 */
public final class RecordJson {

    private static final JsonFactory JSON = new JsonFactory();

    private RecordJson() {}

    /** The record as a JSON object on one line, fields in the schema's order. */
    public static String toJson(SpecificRecord value) {
        var out = new StringWriter();
        try (var json = JSON.createGenerator(out)) {
            write(json, value, value.getSchema());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter throws none
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, Object value, Schema schema) throws IOException {
        if (value instanceof IndexedRecord inner) {
            json.writeStartObject();
            for (var field : inner.getSchema().getFields()) {
                json.writeFieldName(field.name());
                write(json, inner.get(field.pos()), field.schema());
            }
            json.writeEndObject();
        } else if (value instanceof Collection<?> items) {
            json.writeStartArray();
            for (var item : items) {
                write(json, item, nonNull(schema).getElementType());
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> entries) {
            json.writeStartObject();
            for (var entry : entries.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                write(json, entry.getValue(), nonNull(schema).getValueType());
            }
            json.writeEndObject();
        } else {
            writeScalar(json, value, schema);
        }
    }

    private static void writeScalar(JsonGenerator json, Object value, Schema schema) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            writeLong(json, number, nonNull(schema));
        } else if (value instanceof Float number) {
            json.writeNumber(number); // Jackson quotes what is not finite
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof ByteBuffer bytes) {
            var copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            json.writeBinary(copy);
        } else if (value instanceof GenericFixed fixed) {
            json.writeBinary(fixed.bytes());
        } else {
            json.writeString(value.toString()); // strings, enum symbols, Instant
        }
    }

    private static void writeLong(JsonGenerator json, long number, Schema schema) throws IOException {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            json.writeString(Instant.ofEpochMilli(number).toString());
        } else {
            json.writeNumber(number);
        }
    }

    /** Our unions are null and one other; the other says what a value means. */
    static Schema nonNull(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElse(schema);
    }
}
