package io.inkstream.serde;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** What a record's headers say of the format of its value, or of the one that is to come back. */
public final class ContentType {

    /** The header of the value's own format. */
    public static final String HEADER = "content-type";

    /** The header of the format that a reply is to have. */
    public static final String ACCEPT = "accept";

    private static final String JSON = "application/json";

    private ContentType() {}

    /** Whether the last header of a name says JSON; empty if there is none. Letters may be small or large, and parameters may follow. */
    public static Optional<Boolean> isJson(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name))
                .map(header -> header.value() == null ? "" : new String(header.value(), StandardCharsets.ISO_8859_1))
                .map(type -> type.strip().regionMatches(true, 0, JSON, 0, JSON.length()));
    }

    /** The value of a header that says JSON. */
    public static byte[] json() {
        return JSON.getBytes(StandardCharsets.US_ASCII);
    }
}
