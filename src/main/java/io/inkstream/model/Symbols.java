package io.inkstream.model;

import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import java.nio.charset.StandardCharsets;

/** What a vocabulary's ids are as bytes of text, which a mixture counts. */
public final class Symbols {

    private static final Symbols BYTES = new Symbols(new BytesVocabulary().size());
    private static final Symbols TEXT8 = text8(new Text8Vocabulary());

    private final int[] symbols;

    private Symbols(int size) {
        symbols = new int[size];
        for (int id = 0; id < size; id++) {
            symbols[id] = id;
        }
    }

    private static Symbols text8(Vocabulary vocabulary) {
        var letters = new Symbols(vocabulary.size());
        for (int id = 0; id < letters.symbols.length; id++) {
            letters.symbols[id] = vocabulary.decode(new byte[] {(byte) id}).getBytes(StandardCharsets.US_ASCII)[0];
        }
        return letters;
    }

    /** Returns those of the vocabulary of a size, which is text8 or bytes; of any other, ids are bytes. */
    public static Symbols of(int vocabularySize) {
        return vocabularySize == TEXT8.symbols.length ? TEXT8 : BYTES;
    }

    public int symbol(int id) {
        return symbols[id];
    }
}
