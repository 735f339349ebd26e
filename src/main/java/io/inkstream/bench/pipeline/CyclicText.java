package io.inkstream.bench.pipeline;

import io.inkstream.topics.corpus.CorpusSource;
import java.io.IOException;
import java.nio.file.Path;

/** A text in records of 4,096 characters, and from its beginning again where it ends. */
final class CyclicText {

    private static final int RECORD = 4096;

    private final String text;
    private int at;

    /**
     * @param file as {@code corpus send} takes it
     * @throws IOException if it cannot be read, or there is nothing in it
     */
    CyclicText(Path file) throws IOException {
        text = CorpusSource.read(file);
        if (text.isEmpty()) {
            throw new IOException("expected a text to learn, found nothing in " + file);
        }
    }

    String next() {
        int end = Math.min(at + RECORD, text.length());
        // Both halves of a pair of surrogates are one character, which a record has whole.
        if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
            end++;
        }
        var record = text.substring(at, end);
        at = end == text.length() ? 0 : end;
        return record;
    }
}
