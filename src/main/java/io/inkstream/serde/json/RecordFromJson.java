package io.inkstream.serde.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.TrustedSchemas;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.log.Seldom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.AvroMissingFieldException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads a record from plain JSON, as {@link RecordJson} writes it and people do: an object with the schema's fields, in any order; what is
 * left out has its default. A time is ISO-8601 or milliseconds since 1970 UTC, a symbol in any case.
 *
 * @param record with its defaults where a field was left out or wrong
 * @param wrong the first field that cannot be used; empty if all can
 */
public record RecordFromJson(SpecificRecord record, Optional<WrongField> wrong) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        TrustedSchemas.trust();
    }

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * A field that cannot be used.
     *
     * @param field its name
     * @param message the field, what it must be, and what it is
     */
    public record WrongField(String field, String message) {}

    /**
     * Reads a value.
     *
     * @throws UnreadableException if it is not UTF-8, or no JSON object
     */
    public static RecordFromJson read(byte[] value, Schema schema) {
        return read(object(LenientText.utf8(value)), schema);
    }

    /** Reads an object that is parsed already. */
    public static RecordFromJson read(ObjectNode object, Schema schema) {
        var record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        List<WrongField> wrong = new ArrayList<>();
        unknown(object, schema).ifPresent(wrong::add);
        for (var field : schema.getFields()) {
            var given = object.get(field.name());
            try {
                if (given == null) {
                    record.put(field.pos(), SpecificData.get().getDefaultValue(field));
                } else {
                    record.put(field.pos(), JsonValue.of(given, field.name(), field.schema()));
                }
            } catch (AvroMissingFieldException e) {
                record.put(field.pos(), JsonValue.empty(field.schema()));
                wrong.add(new WrongField(field.name(), field.name() + " must be given: it has no default"));
            } catch (JsonValue.WrongValueException e) {
                record.put(field.pos(), withoutValue(field));
                wrong.add(new WrongField(field.name(), e.getMessage()));
            }
        }
        return new RecordFromJson(record, wrong.stream().findFirst());
    }

    private static Object withoutValue(Schema.Field field) {
        return field.hasDefaultValue() ? SpecificData.get().getDefaultValue(field) : JsonValue.empty(field.schema());
    }

    private static Optional<WrongField> unknown(ObjectNode object, Schema schema) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (schema.getField(name) == null) {
                String known =
                        schema.getFields().stream().map(Schema.Field::name).collect(Collectors.joining(", "));
                return Optional.of(new WrongField(
                        Seldom.cut(name),
                        "a field of a " + schema.getName() + " must be one of " + known + ": " + Seldom.cut(name)));
            }
        }
        return Optional.empty();
    }

    private static ObjectNode object(String json) {
        JsonNode parsed;
        try {
            parsed = JSON.readTree(json.startsWith(BYTE_ORDER_MARK) ? json.substring(1) : json);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            throw new UnreadableException(
                    UnreadableException.Reason.JSON,
                    "no JSON object: " + e.getOriginalMessage()
                            + (place == null
                                    ? ""
                                    : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")"));
        }
        if (parsed instanceof ObjectNode object) {
            return object;
        }
        throw new UnreadableException(
                UnreadableException.Reason.JSON,
                "no JSON object: " + (parsed.isMissingNode() ? "nothing but blanks" : Seldom.cut(parsed.toString())));
    }

    /** An object to put fields into. */
    public static ObjectNode emptyObject() {
        return JSON.createObjectNode();
    }

    /** A value as it stands in JSON; empty if it is none. */
    public static Optional<JsonNode> value(String json) {
        try {
            return Optional.of(JSON.readTree(json)).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
