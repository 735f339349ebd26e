package io.inkstream.generate.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.json.RecordFromJson;
import io.inkstream.serde.registry.SchemaFingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The fields of a plain-text prompt, which stand in headers of its record: {@code inkstream.length} and so on. */
final class HeaderFields {

    /** What the names of such headers begin with. */
    static final String PREFIX = "inkstream.";

    private HeaderFields() {}

    /** Returns a prompt's fields but its text, as they would stand in JSON; empty if no header has one. */
    static Optional<ObjectNode> of(Headers headers) {
        var fields = RecordFromJson.emptyObject();
        for (var header : headers) {
            String name = header.key();
            if (name.startsWith(PREFIX) && !name.equals(SchemaFingerprint.HEADER)) {
                put(fields, name.substring(PREFIX.length()), header);
            }
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
    }

    private static void put(ObjectNode fields, String field, Header header) {
        String value = header.value() == null ? "null" : new String(header.value(), StandardCharsets.UTF_8);
        var declared = Prompt.getClassSchema().getField(field);
        if (declared != null && declared.schema().getType() == Schema.Type.ARRAY) {
            fields.withArray(field).add(value);
        } else {
            fields.set(field, node(value, declared));
        }
    }

    /** A text needs no quotes; what is no JSON is a text, and refused where the field is none. */
    private static JsonNode node(String value, Schema.Field declared) {
        boolean text = declared != null && isText(declared.schema());
        return text ? TextNode.valueOf(value) : RecordFromJson.value(value).orElseGet(() -> TextNode.valueOf(value));
    }

    private static boolean isText(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                ? schema.getTypes().stream().anyMatch(HeaderFields::isText)
                : schema.getType() == Schema.Type.STRING;
    }
}
