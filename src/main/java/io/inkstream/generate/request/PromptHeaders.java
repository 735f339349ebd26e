package io.inkstream.generate.request;

import io.inkstream.serde.ContentType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a prompt's record that its replies have too: whatever tells requests apart and traces them ({@code kafka_correlationId},
 * {@code traceparent}). Those that say how the prompt's own value is written are not among them.
 *
 * @param all in their order
 */
public record PromptHeaders(List<Header> all) {

    public static final PromptHeaders NONE = new PromptHeaders(List.of());

    /** Spring's header for where a reply is to go. */
    public static final String REPLY_TOPIC = "kafka_replyTopic";

    /** Bytes of all: with key and value they stay below Kafka's largest record. What is beyond is left out. */
    public static final int MOST_BYTES = 8 << 10;

    private static final Set<String> OF_THE_VALUE = Set.of(ContentType.HEADER, ContentType.ACCEPT);

    /** What ours, Kafka's own and Confluent's begin with, those of the registry of Apicurio, and Spring's that name Java types. */
    private static final List<String> PREFIXES_OF_THE_VALUE =
            List.of(HeaderFields.PREFIX, "__", "apicurio.", "spring_json_header_types");

    /** @param jsonReply whether replies are to be JSON, which the header {@code accept} keeps in mind */
    public static PromptHeaders of(Headers headers, boolean jsonReply) {
        var kept = new ArrayList<Header>();
        if (jsonReply) {
            kept.add(new RecordHeader(ContentType.ACCEPT, ContentType.json()));
        }
        int bytes = 0;
        for (var header : headers) {
            int size = size(header);
            if (!isOfTheValue(header.key()) && bytes + size <= MOST_BYTES) {
                kept.add(new RecordHeader(header.key(), header.value()));
                bytes += size;
            }
        }
        return new PromptHeaders(List.copyOf(kept));
    }

    private static boolean isOfTheValue(String name) {
        return OF_THE_VALUE.contains(name) || PREFIXES_OF_THE_VALUE.stream().anyMatch(name::startsWith);
    }

    private static int size(Header header) {
        return 2 * Integer.BYTES + utf8(header.key()).length + (header.value() == null ? 0 : header.value().length);
    }

    /** New ones, for a reply's record: where it is to be JSON, its content type says so. */
    public Headers toHeaders() {
        var headers = new RecordHeaders();
        for (var header : all) {
            headers.add(
                    header.key().equals(ContentType.ACCEPT)
                            ? new RecordHeader(ContentType.HEADER, ContentType.json())
                            : header);
        }
        return headers;
    }

    /** Where a record's reply is to go, as its headers have it. */
    public static Optional<String> replyTopic(Headers headers) {
        return Optional.ofNullable(headers.lastHeader(REPLY_TOPIC))
                .map(Header::value)
                .map(topic -> new String(topic, StandardCharsets.UTF_8));
    }

    public int bytes() {
        return Integer.BYTES + all.stream().mapToInt(PromptHeaders::size).sum();
    }

    /** How many (4 bytes); of each the length of its name (4), the name, the length of its value or -1 for null (4), the value. */
    public void write(ByteBuffer into) {
        into.putInt(all.size());
        for (var header : all) {
            byte[] name = utf8(header.key());
            into.putInt(name.length).put(name);
            into.putInt(header.value() == null ? -1 : header.value().length);
            if (header.value() != null) {
                into.put(header.value());
            }
        }
    }

    /** @throws RuntimeException if none were written there */
    public static PromptHeaders read(ByteBuffer from) {
        int count = from.getInt();
        if (count < 0 || count > MOST_BYTES) {
            throw new IllegalStateException("a prompt must have 0 to " + MOST_BYTES + " headers: " + count);
        }
        var headers = new ArrayList<Header>();
        for (int i = 0; i < count; i++) {
            String name = new String(bytes(from, from.getInt()), StandardCharsets.UTF_8);
            int length = from.getInt();
            headers.add(new RecordHeader(name, length < 0 ? null : bytes(from, length)));
        }
        return new PromptHeaders(List.copyOf(headers));
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        if (length < 0 || length > from.remaining()) {
            throw new IllegalStateException(
                    "a header must have as many bytes as are said: " + length + " of " + from.remaining());
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
