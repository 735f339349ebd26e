package io.inkstream.mixture;

import java.util.Arrays;

/**
 * Shares the escape out among the symbols that are no candidates, in several {@link #WAYS} that are averaged. How the ways are weighted, and
 * which classes of bytes escapes were of, is learned from those that came, for each class of the last byte and number of bytes that its
 * character still wants: what begins in another script, or a list that goes on with the next number, is expected where it can be.
 */
final class Escape {

    /**
     * By counts of the last character's context and of all text; by the byte's class and these; by its class alone; by its class and how near it is
     * to what came last here; as a network does.
     */
    private static final int WAYS = 5;

    private static final int COUNTED = 0;
    private static final int CLASS_AND_COUNTED = 1;
    private static final int CLASS = 2;
    private static final int CLASS_AND_NEAR = 3;
    private static final int NETWORK = 4;

    private static final int PLACES = ByteClass.AWAITED * ByteClass.COUNT;

    private static final float CLASS_BEGIN = 0.1f;
    /** Sum of a place's classes from which on they are halved. */
    private static final float CLASSES_MAX = 60;

    private static final float NOT_COUNTED = 0.05f;
    private static final float NETWORK_LEAST = 1e-7f;
    private static final float WEIGHT_LEAST = 0.002f;
    private static final int PRIOR = 4;
    private static final int HORIZON = 200;

    final float[] classes = new float[PLACES * ByteClass.COUNT];
    final float[] weights = new float[PLACES * WAYS];
    final float[] seen = new float[PLACES];

    /** What symbols get in each way; scratch. */
    static final class Shares {
        private final float[][] ways = new float[WAYS][Mixture.SYMBOLS];
        private final float[] counted = new float[ByteClass.COUNT];
        private final int[] free = new int[ByteClass.COUNT];
    }

    Escape() {
        Arrays.fill(classes, CLASS_BEGIN);
        Arrays.fill(weights, 1f / WAYS);
    }

    private static int place(TextContext text) {
        return ByteClass.awaited(text) * ByteClass.COUNT + ByteClass.of(text.back(1));
    }

    /** Leaves each symbol's share; 0 of the candidates. @param network its probabilities; null: it has no opinion */
    void resolve(Forecast f, TextContext text, Expert[] experts, float[] network) {
        var shares = f.shares;
        int place = place(text);
        count(f, experts);
        float allClasses = 0;
        float allCounted = 0;
        for (int c = 0; c < ByteClass.COUNT; c++) {
            if (shares.free[c] > 0) {
                allClasses += classes[place * ByteClass.COUNT + c];
                allCounted += shares.counted[c];
            }
        }
        int latest = latest(f, experts);
        float[][] ways = shares.ways;
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            float counted = ways[COUNTED][symbol];
            if (f.candidates.contains(symbol)) {
                for (float[] way : ways) {
                    way[symbol] = 0;
                }
                continue;
            }
            int c = ByteClass.of(symbol);
            float byClass = classes[place * ByteClass.COUNT + c] / allClasses;
            int apart = symbol - latest;
            ways[COUNTED][symbol] = counted / allCounted;
            ways[CLASS_AND_COUNTED][symbol] = byClass * counted / shares.counted[c];
            ways[CLASS][symbol] = byClass / shares.free[c];
            ways[CLASS_AND_NEAR][symbol] = byClass / (apart * apart);
            ways[NETWORK][symbol] = network == null ? 0 : network[symbol] + NETWORK_LEAST;
        }
        normalize(ways[CLASS_AND_NEAR]);
        if (network != null) {
            normalize(ways[NETWORK]);
        }
        average(f, place, network != null);
    }

    /** Counts what is no candidate, by symbol and by class. */
    private static void count(Forecast f, Expert[] experts) {
        var shares = f.shares;
        float[] counted = shares.ways[COUNTED];
        Arrays.fill(counted, NOT_COUNTED);
        for (int k = Context.ORDER_0; k <= Context.ORDER_1; k++) {
            for (int i = 0; i < experts[k].length(f.nodes[k]); i++) {
                int entry = experts[k].entry(f.nodes[k], i);
                counted[Entry.symbol(entry)] += Entry.kneserNey(entry);
            }
        }
        Arrays.fill(shares.counted, 0);
        Arrays.fill(shares.free, 0);
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            if (!f.candidates.contains(symbol)) {
                shares.counted[ByteClass.of(symbol)] += counted[symbol];
                shares.free[ByteClass.of(symbol)]++;
            }
        }
    }

    /** Returns the symbol that came last in the longest of the contexts that candidates are of, which is one; below all if none did. */
    private static int latest(Forecast f, Expert[] experts) {
        for (int k = Context.ORDER_2; k >= Context.ORDER_0; k--) {
            if (experts[k].length(f.nodes[k]) > 0) {
                return Entry.symbol(experts[k].entry(f.nodes[k], 0));
            }
        }
        return -1;
    }

    private static void normalize(float[] way) {
        float sum = 0;
        for (float share : way) {
            sum += share;
        }
        for (int symbol = 0; symbol < way.length; symbol++) {
            way[symbol] /= sum;
        }
    }

    private void average(Forecast f, int place, boolean networked) {
        float all = 0;
        for (int way = 0; way < WAYS; way++) {
            all += way == NETWORK && !networked ? 0 : weights[place * WAYS + way];
        }
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            f.escaped[symbol] = weighted(f, place, symbol) / all;
        }
    }

    private float weighted(Forecast f, int place, int symbol) {
        float sum = 0;
        for (int way = 0; way < WAYS; way++) {
            sum += weights[place * WAYS + way] * f.shares.ways[way][symbol];
        }
        return sum;
    }

    /** Learns from a symbol that came and was no candidate, as it was {@link #resolve}d. */
    void learn(Forecast f, TextContext text, int symbol, boolean networked) {
        int place = place(text);
        float all = weighted(f, place, symbol);
        seen[place] = Math.min(seen[place] + 1, HORIZON);
        for (int way = 0; way < (networked ? WAYS : NETWORK); way++) {
            int at = place * WAYS + way;
            float should = weights[at] * f.shares.ways[way][symbol] / all;
            weights[at] = Math.max(WEIGHT_LEAST, weights[at] + (should - weights[at]) / (seen[place] + PRIOR));
        }
        int from = place * ByteClass.COUNT;
        classes[from + ByteClass.of(symbol)]++;
        float sum = 0;
        for (int c = from; c < from + ByteClass.COUNT; c++) {
            sum += classes[c];
        }
        for (int c = from; c < from + ByteClass.COUNT && sum > CLASSES_MAX; c++) {
            classes[c] *= 0.5f;
        }
    }
}
