package io.inkstream.topics.corpus;

import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * A text that was read through once before it is sent.
 *
 * @param bytes how many it has
 * @param charactersBefore characters (UTF-16 units) of it before the place that is sent from
 * @param characters those that are sent
 * @param nuls characters of it that are NUL, of which a text has none
 */
public record CheckedText(long bytes, long charactersBefore, long characters, long nuls) {

    private static final int BUFFER_CHARACTERS = 1 << 14;

    /** A character takes three bytes at most, a pair of them four. */
    private static final int MOST_BYTES = 3;

    /**
     * Reads a text to its end.
     *
     * @param from the byte that it is sent from
     * @param read is told now and then how many bytes more were read
     * @throws NotUtf8Exception if it is not UTF-8 throughout
     * @throws IOException also if {@code from} is behind its end or within a character
     */
    public static CheckedText of(Utf8Reader text, long from, LongConsumer read) throws IOException {
        long charactersBefore = skip(text, from);
        long characters = 0;
        long nuls = 0;
        var buffer = new char[BUFFER_CHARACTERS];
        long before = text.offset();
        for (int count = text.read(buffer); count >= 0; count = text.read(buffer)) {
            characters += count;
            for (int i = 0; i < count; i++) {
                nuls += buffer[i] == 0 ? 1 : 0;
            }
            read.accept(text.offset() - before);
            before = text.offset();
        }
        return new CheckedText(before, charactersBefore, characters, nuls);
    }

    /**
     * Reads as far as a byte.
     *
     * @return the characters (UTF-16 units) before it
     * @throws IOException if it is behind the end or within a character
     */
    public static long skip(Utf8Reader text, long from) throws IOException {
        long characters = 0;
        var buffer = new char[BUFFER_CHARACTERS];
        while (text.offset() < from) {
            long most = Math.max(1, (from - text.offset()) / MOST_BYTES);
            int count = text.read(buffer, 0, (int) Math.min(most, buffer.length));
            if (count < 0) {
                throw new IOException("--from " + from + ": expected a byte of the text, which has " + text.offset());
            }
            characters += count;
            if (Character.isHighSurrogate(buffer[count - 1])) {
                characters += text.read(buffer, 0, 1);
            }
        }
        if (text.offset() > from) {
            throw new IOException(
                    "--from " + from + ": expected the first byte of a character, found one within: the next begins at "
                            + text.offset());
        }
        return characters;
    }
}
