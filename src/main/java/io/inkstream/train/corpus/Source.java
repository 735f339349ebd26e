package io.inkstream.train.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * Which record of {@code corpus-in} a slice of text came from, as a header of the slice. Slices of a record follow each other on
 * {@code corpus-ordered}, but slices of records from two partitions may be mixed.
 *
 * @param partition of {@code corpus-in}
 * @param offset in it
 * @param last whether the record ends with this slice
 * @param timestamp of the record, in milliseconds since 1970-01-01 UTC; -1: not known
 * @param key the beginning of the record's key, {@value #KEY_MAX} bytes of UTF-8 at most; null: it has none
 */
public record Source(int partition, long offset, boolean last, long timestamp, String key) implements Origin {

    private static final String HEADER = "inkstream.source";
    private static final int KEY_MAX = 100;
    private static final int BYTES = Integer.BYTES + Long.BYTES + 1;
    private static final int BYTES_WITH_TIME = BYTES + Long.BYTES + 1;

    public Source(int partition, long offset, boolean last) {
        this(partition, offset, last, -1, null);
    }

    /** @param key as it was received; may be null */
    public static Source of(int partition, long offset, boolean last, long timestamp, byte[] key) {
        return new Source(partition, offset, last, timestamp, key == null ? null : text(key));
    }

    /** What is no UTF-8, as where it was cut, is told by replacement characters: the same each time. */
    private static String text(byte[] key) {
        String text = new String(key, 0, Math.min(KEY_MAX, key.length), StandardCharsets.UTF_8);
        while (text.getBytes(StandardCharsets.UTF_8).length > KEY_MAX) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }

    @Override
    public void to(Headers headers) {
        headers.add(HEADER, bytes());
    }

    /** Empty where there is none, or none that can be read: anybody may write to the topic. */
    public static Optional<Source> from(Headers headers) {
        var header = headers.lastHeader(HEADER);
        return header == null ? Optional.empty() : from(header.value());
    }

    /** Of a version before there were times and keys, those are not known. */
    public static Optional<Source> from(byte[] bytes) {
        if (bytes == null
                || bytes.length != BYTES
                        && (bytes.length < BYTES_WITH_TIME || bytes.length > BYTES_WITH_TIME + KEY_MAX)) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(bytes);
        int partition = buffer.getInt();
        long offset = buffer.getLong();
        boolean last = buffer.get() != 0;
        long timestamp = buffer.hasRemaining() ? buffer.getLong() : -1;
        boolean hasKey = buffer.hasRemaining() && buffer.get() != 0;
        String key = hasKey ? text(Arrays.copyOfRange(bytes, BYTES_WITH_TIME, bytes.length)) : null;
        return Optional.of(new Source(partition, offset, last, Math.max(-1, timestamp), key))
                .filter(source -> source.partition >= 0 && source.offset >= 0);
    }

    @Override
    public byte[] bytes() {
        byte[] name = key == null ? new byte[0] : key.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(BYTES_WITH_TIME + name.length)
                .putInt(partition)
                .putLong(offset)
                .put((byte) (last ? 1 : 0))
                .putLong(timestamp)
                .put((byte) (key == null ? 0 : 1))
                .put(name)
                .array();
    }
}
