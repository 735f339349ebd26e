package io.inkstream.mixture;

import java.util.Arrays;

/**
 * What one text says of its own next character: a cache language model (Kuhn and De Mori 1990). It counts what followed the last 1, 2, 3, 4, 6
 * and 8 characters, the word so far, and it with the word before, in the last {@value #CHARACTERS} characters, the newest {@value #MOST} places of each chain. A symbol that followed c times
 * has its logit raised by w·ln(1 + c / (t·p)) for each context: p is its probability without this model; t says how many occurrences of what
 * p stands for outweigh p itself, and is higher where much else followed. No other logit changes, so the cost is that of what was found.
 *
 * <p>The weights w are constants, and were chosen on speakers of a play: nothing is learned but counts, which are a function of the text alone.
 * Mutable; for one thread.
 */
public final class CacheModel {

    /** As many as are kept. */
    public static final int CHARACTERS = TextCache.CHARACTERS;

    /** Places of a chain that are looked at. */
    private static final int MOST = 64;

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
        {0.32f, 0.51f, 0.32f, 0.12f},
        {0.22f, 0.30f, 0.13f, 0.04f},
        {0.18f, 0.19f, 0.07f, 0.03f},
        {0.21f, 0.36f, 0.13f, 0.19f},
        {0.23f, 0.36f, 0.19f, 0.39f},
        {0.24f, 0.28f, 0.28f, 0.39f},
        {0.45f, 0.48f, 0.36f, 0.19f},
        {0.18f, 0.50f, 0.19f, 0.13f}
    };

    /** A probability below it counts as this. */
    private static final float LEAST = 1e-5f;

    private final TextCache text = new TextCache();
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

    /** Reads one more character of the text. */
    public void read(int symbol) {
        text.add(symbol);
    }

    /** Looks up what followed what the text ends with. @param prior asked once about each symbol that was found */
    public void predict(Prior prior) {
        for (int i = 0; i < size; i++) {
            isFound[found[i]] = false;
        }
        size = 0;
        if (text.last() < 0) {
            return;
        }
        count();
        for (int context = 0; context < CONTEXTS; context++) {
            if (distinct[context] > 0) {
                raise(context, prior);
            }
        }
    }

    private void count() {
        int last = text.last();
        Arrays.fill(distinct, 0);
        var singles = text.singles();
        int left = MOST;
        for (int place = singles.before(last); place >= 0 && left > 0; place = singles.before(place), left--) {
            count(0, place);
        }
        var pairs = text.pairs();
        left = MOST;
        for (int place = pairs.before(last); place >= 0 && left > 0; place = pairs.before(place), left--) {
            int alike = text.alike(place);
            for (int context = 1; context < LENGTHS.length && LENGTHS[context] <= alike; context++) {
                count(context, place);
            }
        }
        var words = text.words();
        left = MOST;
        for (int place = words.before(last); place >= 0 && left > 0; place = words.before(place), left--) {
            if (text.isSameWord(place)) {
                count(WORD, place);
                if (text.isSameWordBefore(place)) {
                    count(TWO_WORDS, place);
                }
            }
        }
    }

    private void count(int context, int place) {
        int symbol = text.symbol(place + 1);
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

    /** Returns the last characters that were read, at most {@value #CHARACTERS}, as unsigned bytes, the newest at the end. */
    public byte[] toBytes() {
        return text.toBytes();
    }
}
