package io.inkstream.serde.deadletter;

import io.inkstream.serde.UnreadableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    /** The longest value: message and stack trace stay below the 64 KiB that {@link DeadLetter#LARGEST_BYTES} has for headers. */
    private static final int LONGEST_BYTES = 24 << 10;

    private static final byte[] MORE = " …".getBytes(StandardCharsets.UTF_8);

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
        if (text == null) {
            return null; // as Kafka Streams writes the message of a throwable that has none
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_BYTES) {
            return bytes;
        }
        int end = LONGEST_BYTES - MORE.length;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--; // in the middle of a character
        }
        byte[] cut = Arrays.copyOf(bytes, end + MORE.length);
        System.arraycopy(MORE, 0, cut, end, MORE.length);
        return cut;
    }
}
