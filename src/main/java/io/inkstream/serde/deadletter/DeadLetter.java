package io.inkstream.serde.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What goes to the dead letters' topic in place of a record that cannot be used: the bytes as received, and why.
 *
 * <p>A record of Kafka's largest size by default is taken whole. One that is larger once it is no longer compressed would be
 * refused by the producer, and come again for ever: of that one the beginning is kept, and the header {@link #CUT} says so.
 *
 * @param key as received, or null
 * @param value as received, or null
 * @param headers as received, then those of {@link DeadLetters}
 */
public record DeadLetter(byte[] key, byte[] value, Headers headers) {

    /** The largest of them, in bytes: Kafka's largest record by default (1,048,588) with 64 KiB of error headers. */
    public static final int LARGEST_BYTES = 1_048_588 + (64 << 10);

    /** There if something was cut off: how large key, value and headers were. */
    public static final String CUT = "inkstream.dead.letter.cut";

    /** What a batch and a record need beside key, value and headers, generously. */
    private static final int FRAME = 512;

    /**
     * @param original the headers as received; not changed
     * @param topic the topic the record was read from
     * @param partition its partition
     * @param offset its offset
     * @param failure why it cannot be used
     */
    public static DeadLetter of(
            byte[] key, byte[] value, Headers original, String topic, int partition, long offset, Throwable failure) {
        var headers = DeadLetters.headers(original, topic, partition, offset, failure);
        int room = LARGEST_BYTES - FRAME - size(headers);
        if (length(key) + (long) length(value) <= room) {
            return new DeadLetter(key, value, headers);
        }
        String cut = "cut: the key had " + length(key) + " bytes, the value " + length(value) + ", the headers "
                + size(original);
        if (room < LARGEST_BYTES / 2) {
            headers = DeadLetters.headers(null, topic, partition, offset, failure);
            room = LARGEST_BYTES - FRAME - size(headers);
        }
        headers.add(CUT, cut.getBytes(StandardCharsets.UTF_8));
        byte[] shortKey = beginning(key, room / 2);
        return new DeadLetter(shortKey, beginning(value, room - length(shortKey)), headers);
    }

    private static byte[] beginning(byte[] bytes, int most) {
        return length(bytes) <= most ? bytes : Arrays.copyOf(bytes, most);
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** As they stand in a record: two lengths of up to five bytes, the name, the value. */
    private static int size(Headers headers) {
        int size = 0;
        if (headers == null) {
            return size;
        }
        for (Header header : headers) {
            size += 10 + header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return size;
    }
}
