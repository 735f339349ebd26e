package io.inkstream.mixture.cache;

import io.inkstream.mixture.Mixture;
import io.inkstream.mixture.math.FloatMath;
import java.util.Arrays;

/**
 * What one text says of its own next character: a cache language model (Kuhn and De Mori 1990). It counts what followed the last 1, 2, 3, 4, 6
 * and 8 characters, the word so far, and it with the word before, in the last {@value TextCache#CHARACTERS} characters, the newest {@value TextCache#NEWEST} times. A symbol that followed c times
 * has its logit raised by w·ln(1 + c / (t·p)) for each context: p is its probability without this model; t says how many occurrences of what
 * p stands for outweigh p itself, and is higher where much else followed. No other logit changes, so the cost is that of what was found.
 *
 * <p>The weights w are constants, and were chosen on speakers of a play: nothing is learned but counts, which are a function of the text alone.
 * What a text has read is in its {@link TextCache}; this is constants and scratch, for one thread, which takes one text after the other.
 */
public final class CacheModel {

    /** Lengths of contexts in characters; behind them the words. */
    private static final int[] LENGTHS = {1, 2, 3, 4, 6, 8};

    private static final int WORD = LENGTHS.length;
    private static final int TWO_WORDS = WORD + 1;
    private static final int CONTEXTS = TWO_WORDS + 1;

    /** By what followed: one symbol once, one more often, two or three, more. */
    private static final float[] DOUBTS = {4, 4, 8, 20};

    private static final int FEW = 3;

    /** By context and by what followed. */
    private static final float[][] WEIGHTS = {
        {0.32f, 0.52f, 0.33f, 0.13f},
        {0.23f, 0.30f, 0.13f, 0.07f},
        {0.17f, 0.19f, 0.07f, 0.05f},
        {0.21f, 0.37f, 0.15f, 0.23f},
        {0.22f, 0.36f, 0.18f, 0.42f},
        {0.25f, 0.30f, 0.28f, 0.31f},
        {0.45f, 0.48f, 0.34f, 0.21f},
        {0.19f, 0.49f, 0.19f, 0.03f}
    };

    /** A probability below it counts as this. */
    private static final float LEAST = 1e-5f;

    /** By context: how often each symbol followed, and which did, in the order in which they were found. */
    private final int[][] counts = new int[CONTEXTS][Mixture.SYMBOLS];

    private final int[][] followed = new int[CONTEXTS][Mixture.SYMBOLS];
    private final int[] distinct = new int[CONTEXTS];
    /** By symbol. */
    private final float[] probabilities = new float[Mixture.SYMBOLS];

    private final float[] raises = new float[Mixture.SYMBOLS];
    private final boolean[] isFound = new boolean[Mixture.SYMBOLS];
    private final int[] found = new int[Mixture.SYMBOLS];
    private int size;

    /** What is thought of the next character without this model. */
    @FunctionalInterface
    public interface Prior {

        /** Returns the probability of a symbol. */
        float probability(int symbol);
    }

    /** Looks up what followed what a text ends with. @param prior asked once about each symbol that was found */
    public void predict(TextCache text, Prior prior) {
        for (int i = 0; i < size; i++) {
            isFound[found[i]] = false;
        }
        size = 0;
        if (text.isEmpty()) {
            return;
        }
        count(text);
        for (int context = 0; context < CONTEXTS; context++) {
            if (distinct[context] > 0) {
                raise(context, prior);
            }
        }
    }

    private void count(TextCache text) {
        Arrays.fill(distinct, 0);
        for (int i = 0; i < text.followers(); i++) {
            count(0, text.follower(i));
        }
        var pairs = text.pairs();
        for (int i = 0; i < pairs.size(); i++) {
            int place = pairs.get(i);
            int alike = place < 0 ? 0 : text.alike(place);
            for (int context = 1; context < LENGTHS.length && LENGTHS[context] <= alike; context++) {
                count(context, text.symbol(place + 1));
            }
        }
        var words = text.words();
        for (int i = 0; i < words.size(); i++) {
            int place = words.get(i);
            if (place >= 0 && text.isSameWord(place)) {
                count(WORD, text.symbol(place + 1));
                if (text.isSameWordBefore(place)) {
                    count(TWO_WORDS, text.symbol(place + 1));
                }
            }
        }
    }

    private void count(int context, int symbol) {
        if (counts[context][symbol]++ == 0) {
            followed[context][distinct[context]++] = symbol;
        }
    }

    /** Adds a context's share and clears its counts. */
    private void raise(int context, Prior prior) {
        int kind = kind(distinct[context], counts[context][followed[context][0]]);
        float weight = WEIGHTS[context][kind];
        for (int i = 0; i < distinct[context]; i++) {
            int symbol = followed[context][i];
            if (!isFound[symbol]) {
                isFound[symbol] = true;
                found[size++] = symbol;
                probabilities[symbol] = Math.max(LEAST, prior.probability(symbol));
                raises[symbol] = 0;
            }
            float times = counts[context][symbol] / (DOUBTS[kind] * probabilities[symbol]);
            raises[symbol] += weight * FloatMath.log(1 + times);
            counts[context][symbol] = 0;
        }
    }

    private static int kind(int distinct, int countOfFirst) {
        if (distinct == 1) {
            return countOfFirst == 1 ? 0 : 1;
        }
        return distinct <= FEW ? 2 : 3;
    }

    /** Returns how many symbols were found. */
    public int size() {
        return size;
    }

    /** Returns a symbol that was found. @param i below {@link #size} */
    public int symbol(int i) {
        return found[i];
    }

    /** Returns by how much its logit is to be raised, above 0. */
    public float raise(int i) {
        return raises[found[i]];
    }
}
