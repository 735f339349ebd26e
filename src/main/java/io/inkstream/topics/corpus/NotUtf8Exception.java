package io.inkstream.topics.corpus;

import java.io.IOException;

/** A text that has bytes which are no UTF-8; the message says which and where. */
public final class NotUtf8Exception extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param source what the text is called
     * @param value the byte where it stops being UTF-8, 0 to 255
     * @param offset bytes before it
     * @param line its line, from 1
     * @param column bytes before it in its line
     */
    NotUtf8Exception(String source, int value, long offset, long line, long column) {
        super("expected UTF-8 text throughout in %s, found the byte 0x%02X at offset %d (line %d, after %d bytes of it)"
                        .formatted(source, value, offset, line, column)
                + ": convert it, with iconv -f ISO-8859-1 -t UTF-8 for example");
    }
}
