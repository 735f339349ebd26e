package io.inkstream.mixture;

/**
 * Shares the escape out among the symbols that are no candidates: by the last character's context, by all the text, and some to each; and
 * half of it as a network does, where there is one.
 */
final class Escape {

    private static final float EACH = 0.02f;
    private static final float LISTED = 0.3f;
    private static final float COUNTED = 2;
    private static final float NETWORK_LEAST = 1e-7f;

    private Escape() {}

    /** Leaves each symbol's share; 0 of the candidates. */
    static void resolve(Forecast f, Expert[] experts, float[] network) {
        float[] shares = f.escaped;
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            shares[symbol] = f.candidates.contains(symbol) ? 0 : EACH;
        }
        for (int k = Context.ORDER_0; k <= Context.ORDER_1; k++) {
            add(f, experts[k], f.nodes[k]);
        }
        normalize(shares);
        if (network != null) {
            addHalf(f, network);
        }
    }

    private static void normalize(float[] shares) {
        float sum = 0;
        for (float share : shares) {
            sum += share;
        }
        for (int symbol = 0; symbol < shares.length; symbol++) {
            shares[symbol] /= sum;
        }
    }

    private static void addHalf(Forecast f, float[] network) {
        float sum = 0;
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            sum += f.candidates.contains(symbol) ? 0 : network[symbol] + NETWORK_LEAST;
        }
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            if (!f.candidates.contains(symbol)) {
                f.escaped[symbol] = 0.5f * f.escaped[symbol] + 0.5f * (network[symbol] + NETWORK_LEAST) / sum;
            }
        }
    }

    private static void add(Forecast f, Expert expert, int node) {
        int counted = 0;
        for (int i = 0; i < expert.length(node); i++) {
            int entry = expert.entry(node, i);
            counted += f.candidates.contains(Entry.symbol(entry)) ? 0 : Entry.kneserNey(entry);
        }
        for (int i = 0; i < expert.length(node) && counted > 0; i++) {
            int entry = expert.entry(node, i);
            int symbol = Entry.symbol(entry);
            if (!f.candidates.contains(symbol)) {
                f.escaped[symbol] += COUNTED * Entry.kneserNey(entry) / counted + LISTED;
            }
        }
    }
}
