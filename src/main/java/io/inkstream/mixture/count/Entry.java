package io.inkstream.mixture.count;

/**
 * What a node knows of one symbol, in an int: the symbol (8 bits), its count in quarters (8), its Kneser-Ney count (10) and its recency (6),
 * from the lowest bit on. Recency is a weight of 2^(-r/8) that falls by half an octave with each character that the node sees.
 */
public final class Entry {

    /** A count of one. */
    static final int QUARTERS = 4;

    private static final int COUNT = 8;
    private static final int COUNT_MAX = 255;
    private static final int KNESER_NEY = 16;
    private static final int KNESER_NEY_MAX = 1023;
    private static final int RECENCY = 26;
    private static final int RECENCY_MAX = 63;
    private static final int HALF_AN_OCTAVE = 4;
    private static final double OCTAVE = 8;

    private static final int COUNTS = COUNT_MAX << COUNT;
    private static final int KNESER_NEYS = KNESER_NEY_MAX << KNESER_NEY;
    private static final int BELOW_RECENCY = (1 << RECENCY) - 1;

    /** What a recency weighs. */
    private static final float[] WEIGHTS = new float[RECENCY_MAX + 1];
    /** The recency of a symbol that came just now and had this one, after the fall, before. */
    private static final int[] AGAIN = new int[RECENCY_MAX + 1];
    /** The recency of a symbol that came for the first time. */
    private static final int FIRST;

    static {
        double share = 1 - StrictMath.sqrt(0.5);
        for (int r = 0; r <= RECENCY_MAX; r++) {
            double weight = StrictMath.pow(2, -r / OCTAVE);
            WEIGHTS[r] = (float) weight;
            AGAIN[r] = recency(weight + share);
        }
        FIRST = recency(share);
    }

    private Entry() {}

    private static int recency(double weight) {
        return (int) Math.max(0, StrictMath.floor(-OCTAVE * StrictMath.log(weight) / StrictMath.log(2) + 0.5));
    }

    /** Returns the entry of a symbol that was seen once, just now. */
    static int first(int symbol) {
        return symbol | QUARTERS << COUNT | 1 << KNESER_NEY | FIRST << RECENCY;
    }

    public static int symbol(int entry) {
        return entry & 0xFF;
    }

    /** In quarters. */
    public static int count(int entry) {
        return entry >>> COUNT & COUNT_MAX;
    }

    public static int kneserNey(int entry) {
        return entry >>> KNESER_NEY & KNESER_NEY_MAX;
    }

    public static float weight(int entry) {
        return WEIGHTS[entry >>> RECENCY];
    }

    /** Returns the entry of a symbol that came again. @param counts whether for Kneser and Ney, too */
    static int again(int entry, boolean counts) {
        int count = Math.min(COUNT_MAX, count(entry) + QUARTERS);
        int kneserNey = Math.min(KNESER_NEY_MAX, kneserNey(entry) + (counts ? 1 : 0));
        return symbol(entry) | count << COUNT | kneserNey << KNESER_NEY | AGAIN[entry >>> RECENCY] << RECENCY;
    }

    /** Returns the entry after another character was seen. */
    static int older(int entry) {
        return entry & BELOW_RECENCY | Math.min(RECENCY_MAX, (entry >>> RECENCY) + HALF_AN_OCTAVE) << RECENCY;
    }

    /** Half of the count, rounded up. */
    static int halveCount(int entry) {
        return entry & ~COUNTS | count(entry) + 1 >> 1 << COUNT;
    }

    /** Half of the Kneser-Ney count, rounded up. */
    static int halveKneserNey(int entry) {
        return entry & ~KNESER_NEYS | kneserNey(entry) + 1 >> 1 << KNESER_NEY;
    }
}
