package io.inkstream.mixture;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What an expert looks at: a row of the chain. A context stands behind its parent, which says what is expected where the context itself
 * has seen little.
 *
 * @param name for people
 * @param key what of the text makes the context
 * @param parent place in the chain of the next shorter context; -1: none, all characters are alike
 * @param counts whether a character that this context has seen already does not count again for its parent (Kneser and Ney 1995,
 *     online: the parent counts in how many contexts a character was new)
 * @param bitsMax binary logarithm of the nodes that make sense at most
 */
record Context(String name, Key key, int parent, boolean counts, int bitsMax) {

    /** Reads a context off a text, and off what came before in its shorter contexts; contexts of one expert are told apart by it. */
    @FunctionalInterface
    interface Key {
        /** @param followers as {@link Forecast} has them; contexts up to {@link #ORDER_3} do without */
        long of(TextContext text, long followers);
    }

    /** Where the chain has what {@link Candidates} and {@link Mixture} look at. */
    static final int ORDER_0 = 0;

    static final int ORDER_1 = 1;
    static final int ORDER_2 = 2;
    static final int ORDER_3 = 3;
    /** The highest order: those before it are the lower ones. */
    static final int ORDER_8 = 7;

    static final int WORD = 8;
    static final int TWO_WORDS = 9;

    /** The word before stands for others that begin as it does. */
    static final String WORD_START = "word and start of the word before";

    /** What followed before stands in for characters: lists and tables go on alike. */
    static final String FOLLOWERS = "followers";

    /** A line is taken to be of fields between blanks. */
    static final String FIELD = "field";

    private static final int FEW = 10;
    private static final int SOME = 15;
    private static final int ANY = Integer.MAX_VALUE;
    private static final long COLUMN_MAX = 20;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long ODD = 0x85EBCA77C2B2AE63L;

    static final List<Context> CHAIN = List.of(
            new Context("order 0", of(text -> 0), -1, false, FEW),
            new Context("order 1", of(text -> text.last(1)), 0, true, FEW),
            new Context("order 2", of(text -> text.last(2)), 1, true, SOME),
            new Context("order 3", of(text -> text.last(3)), 2, true, ANY),
            new Context("order 4", of(text -> text.last(4)), 3, true, ANY),
            new Context("order 5", of(text -> text.last(5)), 4, true, ANY),
            new Context("order 6", of(text -> text.last(6)), 5, true, ANY),
            new Context("order 8", of(text -> text.last(8)), 6, true, ANY),
            new Context("word", of(TextContext::word), ORDER_1, false, ANY),
            new Context("two words", of(text -> pair(text.word(), text.wordBefore())), WORD, true, ANY),
            new Context("word and last character", of(text -> pair(text.word(), text.last(1))), ORDER_2, false, ANY),
            new Context("second and third last", of(text -> text.last(3) >>> Byte.SIZE), ORDER_0, false, SOME),
            new Context("last and third last", of(text -> text.last(3) & 0xFF00FF), ORDER_1, false, SOME),
            new Context(
                    "line",
                    of(text -> pair(text.lineStart(), Math.min(text.column(), COLUMN_MAX))),
                    ORDER_0,
                    false,
                    ANY),
            new Context(
                    "word and word before last", of(text -> pair(text.word(), text.wordBeforeThat())), WORD, true, ANY),
            new Context(
                    "three words",
                    of(text -> pair(pair(text.word(), text.wordBefore()), text.wordBeforeThat())),
                    TWO_WORDS,
                    true,
                    ANY),
            new Context(WORD_START, of(text -> pair(text.word(), text.wordStartBefore())), WORD, true, ANY),
            new Context(FOLLOWERS, (text, followers) -> pair(followers, text.last(1)), ORDER_1, false, ANY),
            new Context(FIELD, of(text -> pair(text.token(), text.field())), ORDER_0, false, ANY));

    private static Key of(ToLongFunction<TextContext> key) {
        return (text, followers) -> key.applyAsLong(text);
    }

    private static long pair(long one, long other) {
        return one * GOLDEN + other * ODD;
    }

    /** Returns a hash whose bits all depend on all of the key's; mixed as by SplitMix64 (Steele et al. 2014). */
    long hash(TextContext text, long followers) {
        long hash = (key.of(text, followers) + 1) * GOLDEN;
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }
}
