package io.inkstream.mixture;

import io.inkstream.mixture.count.Entry;
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

    /** Squares of how far a symbol is from the latest, from as far below it as it may be on. */
    private static final float[] SQUARES = new float[2 * Mixture.SYMBOLS + 1];

    static {
        for (int i = 0; i < SQUARES.length; i++) {
            int apart = i - Mixture.SYMBOLS;
            SQUARES[i] = apart * apart;
        }
    }

    /** What symbols get in each way; scratch. */
    static final class Shares {
        private final float[][] ways = new float[WAYS][Mixture.SYMBOLS];
        private final float[] counted = new float[ByteClass.COUNT];
        private final int[] free = new int[ByteClass.COUNT];
        /** By symbol: the share of its class, and what its class counted. */
        private final float[] byClass = new float[Mixture.SYMBOLS];

        private final float[] ofClass = new float[Mixture.SYMBOLS];

        /** Gives each symbol what is its class's. */
        private void spread(float[] classes, int from, float allClasses) {
            for (int run = 0; run < ByteClass.RUNS; run++) {
                int begin = ByteClass.run(run);
                int end = ByteClass.run(run + 1);
                int c = ByteClass.of(begin);
                float share = classes[from + c] / allClasses;
                Arrays.fill(byClass, begin, end, share);
                Arrays.fill(ofClass, begin, end, counted[c]);
                Arrays.fill(ways[CLASS], begin, end, share / free[c]);
            }
        }
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
        shares.spread(classes, place * ByteClass.COUNT, allClasses);
        share(shares, allCounted, latest(f, experts));
        byNetwork(shares.ways[NETWORK], network);
        for (int i = 0; i < f.candidates.count(); i++) {
            for (float[] way : shares.ways) {
                way[f.candidates.symbols[i]] = 0;
            }
        }
        normalize(shares.ways[CLASS_AND_NEAR], shares.ways[NETWORK], network != null);
        average(f, place, network != null);
    }

    /** Leaves shares of the candidates as well, which mean nothing. */
    private static void share(Shares shares, float allCounted, int latest) {
        float[] counted = shares.ways[COUNTED];
        float[] classAndCounted = shares.ways[CLASS_AND_COUNTED];
        float[] near = shares.ways[CLASS_AND_NEAR];
        float[] byClass = shares.byClass;
        float[] ofClass = shares.ofClass;
        int square = Mixture.SYMBOLS - latest;
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            classAndCounted[symbol] = byClass[symbol] * counted[symbol] / ofClass[symbol];
        }
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            counted[symbol] = counted[symbol] / allCounted;
        }
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            near[symbol] = byClass[symbol] / SQUARES[square + symbol];
        }
    }

    private static void byNetwork(float[] way, float[] network) {
        if (network == null) {
            Arrays.fill(way, 0);
            return;
        }
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            way[symbol] = network[symbol] + NETWORK_LEAST;
        }
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
        System.arraycopy(ByteClass.SIZES, 0, shares.free, 0, ByteClass.COUNT);
        for (int i = 0; i < f.candidates.count(); i++) {
            int symbol = f.candidates.symbols[i];
            counted[symbol] = 0;
            shares.free[ByteClass.of(symbol)]--;
        }
        Arrays.fill(shares.counted, 0);
        for (int run = 0; run < ByteClass.RUNS; run++) {
            int c = ByteClass.of(ByteClass.run(run));
            float sum = shares.counted[c];
            for (int symbol = ByteClass.run(run); symbol < ByteClass.run(run + 1); symbol++) {
                sum += counted[symbol];
            }
            shares.counted[c] = sum;
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

    /** Both sums at once, of which neither waits for the other. */
    private static void normalize(float[] way, float[] other, boolean both) {
        float sum = 0;
        float otherSum = 0;
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            sum += way[symbol];
            otherSum += other[symbol];
        }
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            way[symbol] /= sum;
        }
        for (int symbol = 0; both && symbol < Mixture.SYMBOLS; symbol++) {
            other[symbol] /= otherSum;
        }
    }

    private void average(Forecast f, int place, boolean networked) {
        float all = 0;
        for (int way = 0; way < WAYS; way++) {
            all += way == NETWORK && !networked ? 0 : weights[place * WAYS + way];
        }
        float[][] ways = f.shares.ways;
        float[] escaped = f.escaped;
        Arrays.fill(escaped, 0);
        for (int way = 0; way < WAYS; way++) {
            float weight = weights[place * WAYS + way];
            float[] shares = ways[way];
            for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
                escaped[symbol] += weight * shares[symbol];
            }
        }
        for (int symbol = 0; symbol < Mixture.SYMBOLS; symbol++) {
            escaped[symbol] /= all;
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
