package io.inkstream.text;

import java.util.random.RandomGenerator;

/** The characters a network reads and writes, as ids from 0 to {@link #size} - 1. Immutable; equal to any other of its name. */
public sealed interface Vocabulary permits Text8Vocabulary, BytesVocabulary {

    /** Returns {@code text8} or {@code bytes}. */
    String name();

    /** Returns the number of ids: 27 for {@code text8}, 256 for {@code bytes}. */
    int size();

    /** Returns the ids of a text and how many of its code points the vocabulary does not have. */
    Encoded encode(String text);

    /**
     * Returns the text of ids. Exact for {@code text8}; {@code bytes} puts U+FFFD where the ids are not UTF-8.
     *
     * @throws IllegalArgumentException if an id is outside the vocabulary
     */
    String decode(byte[] ids);

    /** Draws the id a sample starts with, which is always a whole character. */
    int firstCharacter(RandomGenerator random);

    /** Returns a fresh continuation that stands at a character boundary. */
    Continuation continuation();

    /**
     * Returns the vocabulary of a name.
     *
     * @throws IllegalArgumentException if the name is neither {@code text8} nor {@code bytes}
     */
    static Vocabulary named(String name) {
        return switch (name) {
            case "text8" -> new Text8Vocabulary();
            case "bytes" -> new BytesVocabulary();
            default -> throw new IllegalArgumentException("vocabulary must be text8 or bytes: " + name);
        };
    }
}
