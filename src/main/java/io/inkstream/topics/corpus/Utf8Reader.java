package io.inkstream.topics.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Reads UTF-8 and knows where it is. All that stands before bytes which are none is handed out first; the read behind it throws a
 * {@link NotUtf8Exception}. For one thread.
 */
public final class Utf8Reader extends Reader {

    private static final int BUFFER_BYTES = 1 << 16;

    private final String source;
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private final CharBuffer pair = CharBuffer.allocate(2).flip();
    private boolean ended;
    private long offset;
    private long line = 1;
    private long lineBegin;

    /** @param source what the text is called in messages */
    public Utf8Reader(String source, InputStream in) {
        this.source = source;
        this.in = in;
    }

    /** The bytes of the characters that were handed out; both halves of a surrogate pair count with the first. */
    public long offset() {
        return offset;
    }

    @Override
    public int read(char[] buffer, int begin, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (pair.hasRemaining()) {
            buffer[begin] = pair.get();
            return 1;
        }
        var characters = CharBuffer.wrap(buffer, begin, length);
        int before = characters.position();
        do {
            var result = decode(characters);
            if (characters.position() > before) {
                return characters.position() - before;
            }
            if (result.isError()) {
                throw new NotUtf8Exception(
                        source, bytes.get(bytes.position()) & 0xFF, offset, line, offset - lineBegin);
            }
            if (result.isOverflow()) { // a pair of characters, and room for one
                pair.clear();
                decode(pair);
                pair.flip();
                buffer[begin] = pair.get();
                return 1;
            }
        } while (fill());
        return -1;
    }

    private CoderResult decode(CharBuffer characters) {
        int from = bytes.position();
        var result = decoder.decode(bytes, characters, ended);
        for (int i = from; i < bytes.position(); i++) {
            offset++;
            if (bytes.get(i) == '\n') {
                line++;
                lineBegin = offset;
            }
        }
        return result;
    }

    /** Whether there may be more to decode; at the end once more, for what is left of a character. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(0, read)).flip();
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
