package io.inkstream.mixture;

import io.inkstream.mixture.count.Entry;

/**
 * What a symbol that is no candidate costs beyond the escape, as the prototype has it: by the last character's context, by all the text, and
 * some to each.
 */
final class PrototypeEscape {

    private static final double EACH = 0.02;
    private static final double LISTED = 0.3;
    private static final double COUNTED = 2;

    private PrototypeEscape() {}

    /** Returns the share that a symbol has of the escape. @param f of a forecast that nothing was learned since */
    static double share(Mixture mixture, Forecast f, int symbol) {
        double[] shares = new double[Mixture.SYMBOLS];
        for (int other = 0; other < Mixture.SYMBOLS; other++) {
            shares[other] = f.candidates.contains(other) ? 0 : EACH;
        }
        for (int k = Context.ORDER_0; k <= Context.ORDER_1; k++) {
            add(mixture.experts[k], f.nodes[k], f.candidates, shares);
        }
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        return shares[symbol] / sum;
    }

    private static void add(Expert expert, int node, Candidates candidates, double[] shares) {
        double counted = 0;
        for (int i = 0; i < expert.length(node); i++) {
            int entry = expert.entry(node, i);
            counted += candidates.contains(Entry.symbol(entry)) ? 0 : Entry.kneserNey(entry);
        }
        for (int i = 0; i < expert.length(node) && counted > 0; i++) {
            int entry = expert.entry(node, i);
            if (!candidates.contains(Entry.symbol(entry))) {
                shares[Entry.symbol(entry)] += COUNTED * Entry.kneserNey(entry) / counted + LISTED;
            }
        }
    }
}
