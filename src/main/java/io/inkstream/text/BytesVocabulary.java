package io.inkstream.text;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** UTF-8 bytes, so any text in any language: 256 ids, nothing unexpected. */
public record BytesVocabulary() implements Vocabulary {

    @Override
    public String name() {
        return "bytes";
    }

    @Override
    public int size() {
        return 256;
    }

    /** Returns the UTF-8 bytes of a text. A lone surrogate, which UTF-8 cannot say, becomes a question mark. */
    @Override
    public Encoded encode(String text) {
        return new Encoded(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    @Override
    public String decode(byte[] ids) {
        return new String(ids, StandardCharsets.UTF_8);
    }

    /** Draws uniformly from the 52 ASCII letters: most bytes are no character of their own. */
    @Override
    public int firstCharacter(RandomGenerator random) {
        int letter = random.nextInt(52);
        return letter < 26 ? 'A' + letter : 'a' + letter - 26;
    }

    @Override
    public Continuation continuation() {
        return new Utf8Continuation();
    }
}
