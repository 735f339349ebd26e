package io.inkstream.mixture;

/**
 * Which weights each {@link Mixer} uses: by the last character; by the classes of the last three; by what the long match expects; by the
 * length of the word and the longest order that is known.
 */
final class WeightSets {

    private static final int CLASSES = 8;
    private static final int ORDERS = 8;
    private static final int WORD_LENGTHS = 16;
    private static final int NOT_ASCII = 128;

    /** Sets of each. */
    static final int[] SIZES = {Mixture.SYMBOLS, CLASSES * CLASSES * CLASSES, Mixture.SYMBOLS + 1, WORD_LENGTHS * ORDERS
    };

    private final MatchModel match;

    WeightSets(MatchModel match) {
        this.match = match;
    }

    void choose(TextContext text, Forecast f) {
        int expected = match.expected(text);
        f.weightSets[0] = text.back(1);
        f.weightSets[1] = (classOf(text.back(1)) * CLASSES + classOf(text.back(2))) * CLASSES + classOf(text.back(3));
        f.weightSets[2] = expected < 0 ? Mixture.SYMBOLS : expected;
        f.weightSets[3] = text.wordLength() * ORDERS + f.longestOrder;
    }

    private static int classOf(int symbol) {
        if (symbol >= 'a' && symbol <= 'z') {
            return "aeiou".indexOf(symbol) >= 0 ? 1 : 2;
        }
        if (symbol >= 'A' && symbol <= 'Z') {
            return 3;
        }
        if (symbol >= '0' && symbol <= '9') {
            return 7;
        }
        return symbol == ' ' ? 4 : symbol == '\n' ? 5 : symbol >= NOT_ASCII ? 6 : 0;
    }
}
