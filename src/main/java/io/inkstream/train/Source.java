package io.inkstream.train;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * Which record of {@code corpus-in} a slice of text came from, as a header of the slice. Slices of a record follow each other on
 * {@code corpus-ordered}, but slices of records from two partitions may be mixed.
 *
 * @param partition of {@code corpus-in}
 * @param offset in it
 * @param last whether the record ends with this slice
 */
record Source(int partition, long offset, boolean last) {

    private static final String HEADER = "inkstream.source";
    private static final int BYTES = Integer.BYTES + Long.BYTES + 1;

    void to(Headers headers) {
        headers.add(HEADER, bytes());
    }

    /** Empty where there is none, or none that can be read: anybody may write to the topic. */
    static Optional<Source> from(Headers headers) {
        var header = headers.lastHeader(HEADER);
        return header == null ? Optional.empty() : from(header.value());
    }

    static Optional<Source> from(byte[] bytes) {
        if (bytes == null || bytes.length != BYTES) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(bytes);
        return Optional.of(new Source(buffer.getInt(), buffer.getLong(), buffer.get() != 0))
                .filter(source -> source.partition >= 0 && source.offset >= 0);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(partition)
                .putLong(offset)
                .put((byte) (last ? 1 : 0))
                .array();
    }
}
