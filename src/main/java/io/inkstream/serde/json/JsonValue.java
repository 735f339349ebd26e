package io.inkstream.serde.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.serde.log.Seldom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** A value of JSON as a field of a record takes it, by the field's schema. */
final class JsonValue {

    private JsonValue() {}

    /** A value of another kind than its field's. */
    static final class WrongValueException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongValueException(String name, String expected, JsonNode found) {
            super(name + " must be " + expected + ": " + Seldom.cut(found.toString()));
        }
    }

    /** @param name of the field, for the message */
    static Object of(JsonNode value, String name, Schema schema) throws WrongValueException {
        return switch (schema.getType()) {
            case UNION -> union(value, name, schema);
            case STRING -> text(value, name);
            case BOOLEAN -> {
                require(value.isBoolean(), name, "true or false", value);
                yield value.booleanValue();
            }
            case INT -> {
                require(value.isIntegralNumber() && value.canConvertToInt(), name, "a whole number of 32 bits", value);
                yield value.intValue();
            }
            case LONG ->
                schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                        ? time(value, name)
                        : whole(value, name);
            case DOUBLE -> number(value, name);
            case ENUM -> symbol(value, name, schema);
            case ARRAY -> items(value, name, schema);
            case BYTES -> bytes(value, name);
            case RECORD -> record(value, name, schema);
            default -> throw new IllegalArgumentException("no JSON for " + schema.getType() + ", the type of " + name);
        };
    }

    /** What stands for a value that is missing and has no default. */
    static Object empty(Schema schema) {
        return switch (schema.getType()) {
            case STRING -> "";
            case BOOLEAN -> false;
            case INT -> 0;
            case LONG -> schema.getLogicalType() == null ? (Object) 0L : Instant.EPOCH;
            case DOUBLE -> 0.0;
            default -> null;
        };
    }

    private static void require(boolean holds, String name, String expected, JsonNode found)
            throws WrongValueException {
        if (!holds) {
            throw new WrongValueException(name, expected, found);
        }
    }

    private static Object union(JsonNode value, String name, Schema schema) throws WrongValueException {
        if (value.isNull() && schema.isNullable()) {
            return null;
        }
        return of(value, name, RecordJson.nonNull(schema));
    }

    private static String text(JsonNode value, String name) throws WrongValueException {
        require(value.isTextual(), name, "a text", value);
        String text = value.textValue();
        // Half a character cannot be written as UTF-8: it would come back as another.
        require(
                StandardCharsets.UTF_8.newEncoder().canEncode(text),
                name,
                "whole characters, not half of a surrogate pair",
                value);
        return text;
    }

    private static long whole(JsonNode value, String name) throws WrongValueException {
        require(value.isIntegralNumber() && value.canConvertToLong(), name, "a whole number of 64 bits", value);
        return value.longValue();
    }

    private static Instant time(JsonNode value, String name) throws WrongValueException {
        if (value.isTextual()) {
            try {
                return OffsetDateTime.parse(value.textValue()).toInstant();
            } catch (DateTimeException e) {
                throw new WrongValueException(name, "a time such as 2026-01-31T12:00:00Z", value);
            }
        }
        return Instant.ofEpochMilli(whole(value, name));
    }

    private static double number(JsonNode value, String name) throws WrongValueException {
        if (value.isTextual()) {
            switch (value.textValue()) {
                case "NaN":
                    return Double.NaN;
                case "Infinity":
                    return Double.POSITIVE_INFINITY;
                case "-Infinity":
                    return Double.NEGATIVE_INFINITY;
                default:
            }
        }
        require(value.isNumber(), name, "a number", value);
        return value.doubleValue();
    }

    private static Object symbol(JsonNode value, String name, Schema schema) throws WrongValueException {
        String symbol = value.isTextual() ? value.textValue().toUpperCase(Locale.ROOT) : "";
        require(schema.hasEnumSymbol(symbol), name, "one of " + String.join(", ", schema.getEnumSymbols()), value);
        return SpecificData.get().createEnum(symbol, schema);
    }

    private static List<Object> items(JsonNode value, String name, Schema schema) throws WrongValueException {
        require(value.isArray(), name, "a list", value);
        List<Object> items = new ArrayList<>();
        for (var item : value) {
            items.add(of(item, name, schema.getElementType()));
        }
        return items;
    }

    private static ByteBuffer bytes(JsonNode value, String name) throws WrongValueException {
        try {
            require(value.isTextual(), name, "base64", value);
            return ByteBuffer.wrap(value.binaryValue());
        } catch (IOException e) {
            throw new WrongValueException(name, "base64", value);
        }
    }

    private static Object record(JsonNode value, String name, Schema schema) throws WrongValueException {
        require(value.isObject(), name, "an object", value);
        var read = RecordFromJson.read((ObjectNode) value, schema);
        if (read.wrong().isPresent()) {
            throw new WrongValueException(
                    name, "a " + schema.getName() + " (" + read.wrong().get().message() + ")", value);
        }
        return read.record();
    }
}
