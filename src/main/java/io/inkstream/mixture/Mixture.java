package io.inkstream.mixture;

import io.inkstream.mixture.count.Entry;
import io.inkstream.mixture.count.EntryPool;
import io.inkstream.mixture.history.CopyIndex;
import io.inkstream.mixture.history.History;
import io.inkstream.mixture.math.FloatMath;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A model of text that learns each character as it comes: {@link Expert}s of many contexts and {@link MatchModel}s say what they expect of
 * the {@link Candidates}, and so may a network; a {@link Weighing} makes one prediction of all opinions.
 *
 * <p>What is learned is here, in tables of a fixed size. Where a text stands is a {@link TextContext}, and scratch a {@link Forecast}: while
 * nobody learns, any number of threads may predict, each for texts and with scratch of its own. Single operations of Java in one order: the
 * same text gives the same bits on every machine.
 */
public final class Mixture {

    /** Symbols: bytes. */
    public static final int SYMBOLS = 256;

    private static final float NETWORK_LEAST = 1e-7f;
    private static final float NETWORK_REST_LEAST = 1e-6f;

    private final MixtureSize size;
    private final EntryPool pool;
    final Expert[] experts = new Expert[Forecast.EXPERTS];
    private final History history;
    private final Matches matches;
    /** For text that is new, and for text that is {@linkplain Matches#repeats a repetition}. */
    private final Weighing fresh;

    private final Weighing repeated;
    private final Escape escape = new Escape();
    private final WeightSets weightSets;
    /** Where stretches stand in the history; null until somebody asks. */
    private CopyIndex copies;

    /**
     * A mixture that has seen nothing.
     *
     * @throws IllegalArgumentException if the size is that of no mixture
     */
    public Mixture(MixtureSize size) {
        this(size, Set.of());
    }

    /** As the other, but some contexts have no opinion. @param without names of contexts that are no other's parent */
    Mixture(MixtureSize size, Set<String> without) {
        if (!size.exists()) {
            throw new IllegalArgumentException(
                    "a mixture must have tables of " + MixtureSize.BITS_MIN + " bits or more: 0");
        }
        this.size = size;
        pool = new EntryPool(size.entries());
        for (int k = 0; k < experts.length; k++) {
            var context = Context.CHAIN.get(k);
            experts[k] = new Expert(k, context, size.bits(), pool, without.contains(context.name()));
        }
        history = new History(size.historyBits());
        matches = new Matches(size.matchBits(), history);
        weightSets = new WeightSets(matches.first());
        fresh = new Weighing(experts);
        repeated = new Weighing(experts);
    }

    public MixtureSize size() {
        return size;
    }

    /**
     * Learns one character of the text that it learns.
     *
     * @param text where that text stands; moved on
     * @param symbol the character that came, 0 to 255
     * @param network probabilities of all symbols that a network gives, {@code [256]}; null: it has no opinion
     * @return the negative logarithm of the probability that the character had before, in nats
     */
    public float learn(TextContext text, int symbol, float[] network, Forecast f) {
        find(text, f, true);
        predict(text, network, f);
        int came = f.candidates.indexOf(symbol);
        if (came == f.candidates.count()) {
            escape.resolve(f, text, experts, network);
        }
        float nats = -FloatMath.log(Math.max(Float.MIN_NORMAL, f.probability(symbol)));
        if (came == f.candidates.count()) {
            escape.learn(f, text, symbol, network != null);
        }
        update(text, symbol, came, f);
        remember(text, symbol);
        return nats;
    }

    /**
     * Counts one character of the text that it learns, and does not predict it: contexts and history are then as if it had been learned, whom to believe
     * is as before. So counts are a function of the text alone.
     *
     * @param text where that text stands; moved on
     */
    public void count(TextContext text, int symbol, Forecast f) {
        find(text, f, true);
        if (!matches.isKnown(text, symbol)) {
            count(symbol, f);
        }
        remember(text, symbol);
    }

    private void remember(TextContext text, int symbol) {
        history.add(symbol);
        read(text, symbol);
        matches.remember(text);
    }

    private void update(TextContext text, int symbol, int came, Forecast f) {
        f.weighing.learn(f, text, symbol, came);
        f.known = matches.isKnown(text, symbol);
        matches.learn(text, symbol);
        if (!f.known) {
            count(symbol, f);
        }
    }

    /** A symbol that a longer context had already does not count again for a shorter one. */
    private void count(int symbol, Forecast f) {
        int known = 0; // a bit for each expert whose children had the symbol
        for (int k = experts.length - 1; k >= 0; k--) {
            int index = experts[k].length(f.nodes[k]) == 0 ? -1 : experts[k].table.indexOf(f.nodes[k], symbol);
            boolean isKnown = (known & 1 << k) != 0;
            var context = Context.CHAIN.get(k);
            if (context.counts() && (index >= 0 || isKnown)) {
                known |= 1 << context.parent();
            }
            experts[k].count(f.nodes[k], symbol, index, !isKnown);
        }
    }

    /**
     * Predicts the next character of any text, and learns nothing.
     *
     * @param text where it stands; unchanged
     * @param network as in {@link #learn}
     * @param f overwritten
     */
    public void forecast(TextContext text, float[] network, Forecast f) {
        find(text, f, false);
        predict(text, network, f);
        escape.resolve(f, text, experts, network);
    }

    private void find(TextContext text, Forecast f, boolean make) {
        for (int k = 0; k < experts.length; k++) {
            f.nodes[k] =
                    make ? experts[k].findOrMake(text, f.followers, history.end()) : experts[k].find(text, f.followers);
            if (k == Context.ORDER_3) {
                f.followers = followers(f);
            }
        }
    }

    private long followers(Forecast f) {
        long followers = 0;
        for (int k = Context.ORDER_2; k <= Context.ORDER_3; k++) {
            for (int i = 0; i < 2; i++) {
                boolean isThere = experts[k].length(f.nodes[k]) > i;
                followers = followers << Byte.SIZE | (isThere ? Entry.symbol(experts[k].entry(f.nodes[k], i)) : 0);
            }
        }
        return followers;
    }

    private void predict(TextContext text, float[] network, Forecast f) {
        f.longestOrder = 0;
        for (int k = 1; k <= Context.ORDER_8; k++) {
            if (experts[k].length(f.nodes[k]) > 0) {
                f.longestOrder = k;
            }
        }
        f.candidates.choose(experts, f.nodes);
        f.weighing = matches.repeats(text) ? repeated : fresh;
        f.weighing.ask(f);
        matches.predict(f, text);
        network(network, f);
        weightSets.choose(text, f);
        f.weighing.mix(f, text, matches.first().level(text));
    }

    private static void network(float[] probabilities, Forecast f) {
        float[] opinion = f.opinions[Forecast.NETWORK];
        int escape = f.candidates.count();
        if (probabilities == null) {
            Arrays.fill(opinion, 0, escape + 1, 0);
            return;
        }
        float rest = 1;
        for (int i = 0; i < escape; i++) {
            float p = probabilities[f.candidates.symbols[i]];
            opinion[i] = p + NETWORK_LEAST;
            rest -= p;
        }
        opinion[escape] = Math.max(rest, NETWORK_REST_LEAST);
        Arithmetic.BEST.log(opinion, escape + 1);
    }

    /** Moves a text on by a character that it has read, and learns nothing. */
    public void read(TextContext text, int symbol) {
        text.push(symbol);
        matches.follow(text);
    }

    /**
     * Marks the symbols that stand behind a stretch in the text that is remembered, the last {@code 2^historyBits} characters that
     * were learned. What finds them is made at the first call after something was learned, in some milliseconds. While nobody learns, any
     * number of threads may ask.
     *
     * @param stretch symbols, at least 7
     * @param found {@code [256]}, by symbol; those found are set
     * @throws IllegalArgumentException if the stretch is shorter
     */
    public void markContinuations(int[] stretch, boolean[] found) {
        copies().behind(stretch, found);
    }

    private synchronized CopyIndex copies() {
        if (copies == null || !copies.isCurrent()) {
            copies = new CopyIndex(history);
        }
        return copies;
    }

    /**
     * Takes, of whom to believe, what shards have learned that all began as this stands: {@link Merging}.
     *
     * @param shards their arrays, in order; lists of symbols are not looked at
     */
    public void merge(List<MixtureArrays> shards) {
        Merging.merge(
                arrays().floats(), shards.stream().map(MixtureArrays::floats).toList());
        fresh.restored();
        repeated.restored();
    }

    /** All that was learned. */
    public MixtureArrays arrays() {
        return MixtureArrays.of(experts, pool, history, matches.models(), fresh, repeated, escape);
    }

    /**
     * Takes over what another of this size has learned.
     *
     * @throws IllegalArgumentException if an array is missing, of another length, or points outside of another; the message names it
     */
    public void assign(MixtureArrays others) {
        arrays().assign(others);
        history.end(others.ints().get(MixtureArrays.POSITION)[0]);
        copies = null;
        for (var expert : experts) {
            expert.restored();
        }
        fresh.restored();
        repeated.restored();
        matches.rememberAll();
    }
}
