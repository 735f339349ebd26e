package io.inkstream.mixture;

import io.inkstream.mixture.math.FloatMath;
import java.util.Arrays;

/**
 * What is thought of the next character: every expert's opinions and what the mixture makes of them. Scratch, to be used again and again,
 * by one thread at a time; the mixture keeps nothing in it.
 */
public final class Forecast {

    static final int EXPERTS = Context.CHAIN.size();
    /** Opinions: three of each expert, one of each match, one of the network. */
    static final int MATCH = 3 * EXPERTS;

    static final int NETWORK = MATCH + Matches.COUNT;

    /** In whole fours, which mixers take at once: the spare ones are always 0. */
    static final int OPINIONS = (NETWORK + 1 + 3) / 4 * 4;

    /** All candidates that there may be, and the escape. */
    static final int WIDTH = Mixture.SYMBOLS + 1;

    private static final float NOT_LISTED = 1;

    /** Their room in an array. */
    private static final int ROOM = Arithmetic.room(WIDTH);

    final Candidates candidates = new Candidates();
    final int[] nodes = new int[EXPERTS];
    private final float[][] ownOpinions = new float[OPINIONS][ROOM];
    private final float[][] ownProbabilities = new float[EXPERTS][ROOM];
    /** Logarithms, by opinion and candidate; 0 where there is none. Those of an expert are its own arrays, or its parent's. */
    final float[][] opinions = ownOpinions.clone();
    /** Of the interpolated opinions, likewise. */
    final float[][] probabilities = ownProbabilities.clone();
    /** Two for each expert: logarithms of the shares that its parent's opinion and its parent's in the recent one have. */
    final float[] shareLogs = new float[Arithmetic.room(2 * EXPERTS)];
    /** What each expert has of its own. */
    final Lists[] lists = new Lists[EXPERTS];
    /** For each expert, how many of its symbols are candidates, and of each its number and state. */
    final int[] listed = new int[EXPERTS];

    final int[][] listedAt = new int[EXPERTS][Mixture.SYMBOLS];
    final int[][] states = new int[EXPERTS][Mixture.SYMBOLS];
    /** Which of an expert's shares and rates are in use. */
    final int[] shareAt = new int[EXPERTS];

    final int[] recentAt = new int[EXPERTS];
    final int[] unlistedAt = new int[EXPERTS];
    /** What one expert lists, by candidate, and by how much its opinions of others are apart from its parent's. */
    static final class Lists {
        final float[] counted = new float[ROOM];
        /** 0 of what is not listed. */
        final float[] recently = new float[ROOM];
        /** Logarithms; above 0 of what is not listed. */
        final float[] hits = new float[ROOM];

        /** The parts of the parent's opinion, and the logarithm of what is apart. */
        float share;

        float recentShare;
        float logUnlisted;

        /** Begins with nothing listed. */
        void clear(int count) {
            Arrays.fill(counted, 0, Arithmetic.room(count), 0);
            Arrays.fill(recently, 0, Arithmetic.room(count), 0);
            Arrays.fill(hits, 0, Arithmetic.room(count), NOT_LISTED);
        }
    }

    /** What came last, and last but one, in the contexts of the last two and three characters. */
    long followers;
    /** The longest order of the chain that knows its context, 0 to 7. */
    int longestOrder;

    /** By what opinions are weighed. */
    Weighing weighing;

    /** What is added to the mixers' sums. */
    final float[] added = new float[ROOM];
    /** By mixer and candidate. */
    final float[][] mixed = new float[Mixer.COUNT][ROOM];

    final float[][] mixedLogs = new float[Mixer.COUNT][ROOM];
    final int[] weightSets = new int[Mixer.COUNT];
    /** Each mixer's weights, and where those in use begin. */
    final float[][] mixerWeights = new float[Mixer.COUNT][];

    final int[] mixerWeightsAt = new int[Mixer.COUNT];
    /** The blend of the mixers before and after the last correction. */
    final float[] blended = new float[ROOM];

    final float[] corrected = new float[ROOM];
    final Correction.Place correction = new Correction.Place();
    /** What a symbol has of the escape. */
    final float[] escaped = new float[Mixture.SYMBOLS];

    final Escape.Shares shares = new Escape.Shares();

    /** Whether what came then was known. */
    boolean known;

    /**
     * Whether what was learned last was known before: it came where the text had repeated what was learned, {@value TextContext#MATCH_MAX}
     * characters of it and more, and was as it was there.
     */
    public boolean known() {
        return known;
    }

    float[] interpolated(int expert) {
        return opinions[expert];
    }

    float[] indirect(int expert) {
        return opinions[EXPERTS + expert];
    }

    float[] recent(int expert) {
        return opinions[2 * EXPERTS + expert];
    }

    public Forecast() {
        Arrays.setAll(lists, expert -> new Lists());
        Arrays.fill(shareLogs, 1);
    }

    /** Has an expert write opinions of its own. */
    void differs(int expert) {
        int recent = 2 * EXPERTS + expert;
        opinions[expert] = ownOpinions[expert];
        opinions[EXPERTS + expert] = ownOpinions[EXPERTS + expert];
        opinions[recent] = ownOpinions[recent];
        probabilities[expert] = ownProbabilities[expert];
    }

    /** Makes all opinions of an expert what its parent's interpolated one is. */
    void agrees(int expert, int parent) {
        opinions[expert] = opinions[parent];
        opinions[EXPERTS + expert] = opinions[parent];
        opinions[2 * EXPERTS + expert] = opinions[parent];
        probabilities[expert] = probabilities[parent];
    }

    /** Returns the probability of a symbol. */
    public float probability(int symbol) {
        int i = candidates.indexOf(symbol);
        return i < candidates.count() ? corrected[i] : corrected[i] * escaped[symbol];
    }

    /**
     * Returns the nats that the next character is expected to cost: the entropy of what is thought of it. The symbols behind the escape count as
     * if each were as likely as the next, which is the most that they may come to.
     */
    public float entropy() {
        int escape = candidates.count();
        float sum = 0;
        for (int i = 0; i < escape; i++) {
            sum += corrected[i] * FloatMath.log(Math.max(Float.MIN_NORMAL, corrected[i]));
        }
        float each = corrected[escape] / Math.max(1, Mixture.SYMBOLS - escape);
        return -(sum + corrected[escape] * FloatMath.log(Math.max(Float.MIN_NORMAL, each)));
    }

    /**
     * Gives the logarithms of all probabilities.
     *
     * @param into {@code [256]}, overwritten
     */
    public void logs(float[] into) {
        int escape = candidates.count();
        float rest = corrected[escape];
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            into[symbol] = Math.max(Float.MIN_NORMAL, rest * escaped[symbol]);
        }
        for (int i = 0; i < escape; i++) {
            into[candidates.symbols[i]] = Math.max(Float.MIN_NORMAL, corrected[i]);
        }
        Arithmetic.BEST.log(into, Mixture.SYMBOLS);
    }
}
