package io.inkstream.serde.json;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.serde.LenientText;
import io.inkstream.serde.UnreadableException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which part of a plain record is its text: all of it, or of one that is JSON the field that a JSON pointer names (RFC 6901). Safe for threads.
 *
 * @param pointer {@code /message}, say; empty: the whole record
 */
public record TextField(String pointer) {

    private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)*");

    /** The whole record. */
    public static final TextField WHOLE = new TextField("");

    /** @throws IllegalArgumentException if it is no JSON pointer */
    public TextField {
        if (!isPointer(pointer)) {
            throw new IllegalArgumentException("a JSON pointer begins with / (RFC 6901): " + pointer);
        }
    }

    public static boolean isPointer(String text) {
        return POINTER.matcher(text).matches();
    }

    /**
     * The text of a record.
     *
     * @param record a record's value as it was received, which is no Avro
     * @throws UnreadableException if there is none, or it is not UTF-8, or not JSON with a text in this field
     */
    public String of(byte[] record) {
        String whole = LenientText.utf8(record);
        if (pointer.isEmpty()) {
            return whole;
        }
        var found = parsed(whole).at(JsonPointer.compile(pointer));
        if (!found.isTextual()) {
            throw unreadable(
                    found.isMissingNode()
                            ? "there is none"
                            : "found " + found.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return found.textValue();
    }

    /** Loaded with the first record that is JSON: the configuration checks pointers alone. */
    private static final class Json {
        private static final ObjectMapper MAPPER =
                new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private JsonNode parsed(String whole) {
        try {
            return Json.MAPPER.readTree(whole);
        } catch (JsonProcessingException e) {
            throw unreadable("the record is not JSON (" + e.getOriginalMessage() + ")");
        }
    }

    private UnreadableException unreadable(String found) {
        return new UnreadableException(
                UnreadableException.Reason.FIELD,
                "a plain record must be JSON with a text at " + pointer + " (corpus.field): " + found
                        + "; send it there, or name the field that has the text");
    }
}
