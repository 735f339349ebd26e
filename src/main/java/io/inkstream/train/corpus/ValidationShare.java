package io.inkstream.train.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.common.header.Headers;

/**
 * Chooses the records of {@code corpus-in} that are read and never learned, by a digest: the same ones each time. A long text is chosen by what
 * it says, so that one that is streamed in again is held out again; a short one by its place, or a line that comes a thousand times a day might
 * never be learned. What was chosen stands in a header on {@code corpus-ordered}: a change of the share changes nothing that is there.
 *
 * @param share of all records, from 0 to 1
 */
public record ValidationShare(double share) {

    /** Holds nothing out. */
    public static final ValidationShare NONE = new ValidationShare(0);

    /** Characters (UTF-16 units) from which on a text is chosen by what it says. */
    static final int LONG = 500;

    private static final String HEADER = "inkstream.held.out";

    /**
     * Whether a record is held out.
     *
     * @param partition of {@code corpus-in}
     * @param offset in it
     * @param text of the whole record
     */
    public boolean holdsOut(int partition, long offset, String text) {
        if (share == 0) {
            return false;
        }
        byte[] chosenBy = text.length() >= LONG
                ? text.getBytes(StandardCharsets.UTF_8)
                : ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                        .putInt(partition)
                        .putLong(offset)
                        .array();
        long bits = ByteBuffer.wrap(sha256(chosenBy)).getLong();
        return (bits >>> 11) * 0x1.0p-53 < share;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static void mark(Headers headers) {
        headers.add(HEADER, new byte[] {1});
    }

    public static boolean isMarked(Headers headers) {
        return headers.lastHeader(HEADER) != null;
    }
}
