package io.inkstream.train.corpus;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * Records of {@code corpus-in} that a model does not learn because it was too far behind: one as a header of an empty record of {@code corpus-ordered}, which
 * has its place in the header {@link Source}; all of a model's in its store and manifests.
 *
 * @param characters of their text, in Unicode code points
 */
public record LeftOut(long records, long characters) {

    public static final LeftOut NOTHING = new LeftOut(0, 0);

    private static final String HEADER = "inkstream.left.out";

    public static LeftOut record(String text) {
        return new LeftOut(1, text.codePointCount(0, text.length()));
    }

    public LeftOut and(LeftOut more) {
        return new LeftOut(records + more.records, characters + more.characters);
    }

    public void to(Headers headers) {
        headers.add(HEADER, bytes());
    }

    /** Empty where there is none, or none that can be read: anybody may write to the topic. */
    static Optional<LeftOut> from(Headers headers) {
        var header = headers.lastHeader(HEADER);
        return header == null ? Optional.empty() : from(header.value());
    }

    public static Optional<LeftOut> from(byte[] bytes) {
        if (bytes == null || bytes.length != 2 * Long.BYTES) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(bytes);
        return Optional.of(new LeftOut(buffer.getLong(), buffer.getLong()))
                .filter(each -> each.records > 0 && each.characters >= 0);
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(records)
                .putLong(characters)
                .array();
    }
}
