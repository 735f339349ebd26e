package io.inkstream.serde;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a dead letter, named and written as those of Kafka Streams' own dead letter queue
 * (org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils), so that one reader serves both.
 */
public final class DeadLetters {

    /** The class name of what was thrown. */
    public static final String EXCEPTION = "__streams.errors.exception";

    /** The reason, for people. */
    public static final String MESSAGE = "__streams.errors.message";

    /** The stack trace of what was thrown. */
    public static final String STACKTRACE = "__streams.errors.stacktrace";

    /** The topic the record was read from. */
    public static final String TOPIC = "__streams.errors.topic";

    /** The partition the record was read from, in decimal. */
    public static final String PARTITION = "__streams.errors.partition";

    /** The offset the record was read at, in decimal. */
    public static final String OFFSET = "__streams.errors.offset";

    /**
     * The longest value, in UTF-16 units of at most three bytes: headers count towards the record size that the broker accepts.
     * Message and stack trace together stay below the 64 KiB that {@link DeadLetter#LARGEST_BYTES} has for them.
     */
    private static final int LONGEST = 8_192;

    private DeadLetters() {}

    /**
     * The headers of the record as it was received, followed by those that say why it became a dead letter.
     *
     * @param original the headers as received, or null; not changed
     * @param topic the topic the record was read from
     * @param partition its partition
     * @param offset its offset
     * @param failure why it cannot be used
     * @return new headers
     */
    public static Headers headers(Headers original, String topic, int partition, long offset, Throwable failure) {
        var headers = new RecordHeaders();
        if (original != null) {
            original.forEach(headers::add);
        }
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        headers.add(EXCEPTION, utf8(failure.getClass().getName()));
        headers.add(MESSAGE, utf8(failure.getMessage()));
        headers.add(STACKTRACE, utf8(trace.toString()));
        headers.add(TOPIC, utf8(topic));
        headers.add(PARTITION, utf8(Integer.toString(partition)));
        headers.add(OFFSET, utf8(Long.toString(offset)));
        return headers;
    }

    /** As {@link #headers(Headers, String, int, long, Throwable)}, where nothing was thrown: an {@link UnreadableException} stands in. */
    public static Headers headers(Headers original, String topic, int partition, long offset, String reason) {
        return headers(original, topic, partition, offset, new UnreadableException(reason));
    }

    private static byte[] utf8(String text) {
        // As Kafka Streams writes the message of a throwable that has none.
        return text == null ? null : cut(text).getBytes(StandardCharsets.UTF_8);
    }

    /** A text as it is, or what stands at its beginning, without half a character at its end. */
    static String cut(String text) {
        if (text == null || text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + " …";
    }
}
