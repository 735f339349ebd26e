package io.inkstream.train.corpus;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A text in pieces of at most so many code points, none of them cut in two.
 *
 * <p>A record may be close to 1 MiB; learning that much at once would outlast the transaction it is learned in.
 */
public record Slices(String text, int codePoints) implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return new Iterator<>() {
            private int from;

            @Override
            public boolean hasNext() {
                return from < text.length();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int to = from;
                for (int i = 0; i < codePoints && to < text.length(); i++) {
                    to += Character.charCount(text.codePointAt(to));
                }
                String slice = text.substring(from, to);
                from = to;
                return slice;
            }
        };
    }
}
