package io.inkstream.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;

/** The body of a request: bytes, and the JSON object that they must be. */
public final class JsonBody {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    /**
     * Reads a body to its end.
     *
     * @param most bytes that it may have
     * @param mostKey what names those in the configuration; null for what is fixed
     * @throws Refusal if there are more, or it does not come as it was announced
     */
    public static byte[] bytes(InputStream in, int most, String mostKey) {
        byte[] body;
        try {
            body = in.readNBytes(most + 1);
        } catch (IOException e) {
            throw e.getCause() instanceof TimeoutException
                    ? Refusal.of(408, "the body did not come to its end in time")
                    : Refusal.of(400, "the body is not as its headers say: it ends early, or is chunked wrongly");
        }
        if (body.length > most) {
            String limit = mostKey == null ? "" + most : mostKey + "=" + most;
            throw new Refusal(413, "the body must be at most " + limit + " bytes", null, "body_too_large");
        }
        return body;
    }

    /** @throws Refusal if it is no JSON object in UTF-8, or there is half a character in it */
    public static ObjectNode object(byte[] body) {
        JsonNode json;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            json = JSON.readTree(text);
        } catch (CharacterCodingException e) {
            throw Refusal.invalid(null, "the body must be JSON in UTF-8: it is not UTF-8");
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            String where = place == null || place.getLineNr() < 0
                    ? ""
                    : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw Refusal.invalid(
                    null, "the body must be JSON, no name twice, nesting and numbers in reason: it is not" + where);
        }
        if (!(json instanceof ObjectNode object)) {
            throw Refusal.invalid(null, "the body must be a JSON object");
        }
        for (var field : object.properties()) {
            if (!isWhole(field.getValue())) {
                throw Refusal.invalid(
                        field.getKey(),
                        field.getKey()
                                + " must be whole characters: there is half of one, a surrogate without its other");
            }
        }
        return object;
    }

    /** Of all texts in it; names that are not whole are none for Jackson. */
    private static boolean isWhole(JsonNode json) {
        return json.isTextual()
                ? Shown.isWhole(json.textValue())
                : StreamSupport.stream(json.spliterator(), false).allMatch(JsonBody::isWhole);
    }
}
