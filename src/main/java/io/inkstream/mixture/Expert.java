package io.inkstream.mixture;

import io.inkstream.mixture.count.Entry;
import io.inkstream.mixture.count.EntryPool;
import io.inkstream.mixture.count.ExpertRates;
import io.inkstream.mixture.count.Hits;
import io.inkstream.mixture.count.Level;
import io.inkstream.mixture.count.NodeTable;
import io.inkstream.mixture.math.FloatMath;
import java.util.Arrays;

/**
 * One context's opinions of the candidates, as logarithms of probabilities:
 *
 * <ul>
 *   <li>interpolated: Kneser-Ney counts with a share for the parent's opinion, learned by expectation maximization for each number of
 *       symbols, level of their total and length of the run;
 *   <li>recent: the same of recency instead of counts;
 *   <li>indirect: what came of symbols that stood as far up in a list, with as high a count in as high a total.
 * </ul>
 *
 * <p>A symbol that is not listed has, but for a constant, the parent's opinion in each: so only what is listed has to be gone through.
 */
final class Expert {

    private static final int LENGTHS = ExpertRates.LENGTHS;
    private static final int RANKS = ExpertRates.RANKS;
    private static final int STATES = ExpertRates.STATES;
    /** Behind the states of the first three ranks that of a symbol that is not listed. */
    static final int UNLISTED = RANKS * STATES;

    private static final int RUN_LONG = 2;

    /** Symbols of a list that are looked at after the one that came was found. */
    private static final int LOOK_AT = 12;

    private final int k;
    private final Context context;
    private final int parent;
    private final EntryPool pool;
    private final boolean absent;
    final NodeTable table;

    /**
     * @param k its place in the chain
     * @param absent whether it has no opinion, as if it were not in the chain; for one that is no other's parent
     */
    Expert(int k, Context context, int bits, EntryPool pool, boolean absent) {
        this.absent = absent;
        this.k = k;
        this.context = context;
        this.parent = context.parent();
        this.pool = pool;
        table = new NodeTable(Math.min(bits, context.bitsMax()), pool);
    }

    /** Returns the place of the context's node; {@link NodeTable#NONE} if there is none. */
    int find(TextContext text, long followers) {
        return absent ? NodeTable.NONE : table.find(context.hash(text, followers));
    }

    /** As {@link #find}, but makes one if there is none. */
    int findOrMake(TextContext text, long followers, int now) {
        return absent ? NodeTable.NONE : table.findOrMake(context.hash(text, followers), now);
    }

    int length(int node) {
        return node == NodeTable.NONE ? 0 : table.length(node);
    }

    int entry(int node, int index) {
        return pool.entries[table.list(node) + index];
    }

    /** Looks at what it lists; its parent's opinions are not needed for it. @param rates how far it is right */
    void ask(Forecast f, ExpertRates rates) {
        int node = f.nodes[k];
        int length = length(node);
        f.listed[k] = 0;
        if (length == 0) {
            return;
        }
        int list = table.list(node);
        int counted = 0;
        float recent = 0;
        for (int i = list; i < list + length; i++) {
            counted += Entry.kneserNey(pool.entries[i]);
            recent += Entry.weight(pool.entries[i]);
        }
        int lengthLevel = Math.min(length, LENGTHS - 1) * LENGTHS;
        int level = table.level(node);
        int run = table.run(node);
        f.shareAt[k] = 2 * (lengthLevel + Level.of(counted)) + (run > RUN_LONG ? 1 : 0);
        f.recentAt[k] = lengthLevel + run;
        f.unlistedAt[k] = lengthLevel + level;
        var lists = f.lists[k];
        lists.share = rates.shares.get(f.shareAt[k]);
        lists.recentShare = rates.recentShares.get(f.recentAt[k]);
        f.shareLogs[2 * k] = lists.share;
        f.shareLogs[2 * k + 1] = lists.recentShare;
        lists.logUnlisted = rates.unlisted.log(f.unlistedAt[k]);
        list(f, list, length, level, rates.hits, (1 - lists.share) / counted, (1 - lists.recentShare) / recent);
    }

    private void list(Forecast f, int list, int length, int level, Hits hits, float perCount, float perRecency) {
        int escape = f.candidates.count();
        var lists = f.lists[k];
        lists.clear(escape + 1);
        int[] listedAt = f.listedAt[k];
        int[] states = f.states[k];
        int listed = 0;
        for (int rank = 0; rank < length; rank++) {
            int entry = pool.entries[list + rank];
            int i = f.candidates.indexOf(Entry.symbol(entry));
            lists.counted[i] += perCount * Entry.kneserNey(entry);
            lists.recently[i] += perRecency * Entry.weight(entry);
            if (i == escape) {
                continue;
            }
            int state = Level.ofQuarters(Entry.count(entry)) * Level.COUNT + level;
            lists.hits[i] = hits.log(way(length, rank) * STATES + state);
            listedAt[listed] = i;
            states[listed++] = (length == 1 ? 0 : rank == 0 ? 1 : 2) * STATES + state;
        }
        f.listed[k] = listed;
    }

    /** Says what it thinks, after its parent has, of what it was {@link #ask}ed. */
    void opine(Forecast f) {
        if (absent) {
            return; // zeros from the beginning on
        }
        if (parent < 0) {
            opineFirst(f);
        } else if (length(f.nodes[k]) == 0) {
            f.agrees(k, parent);
        } else {
            f.differs(k);
            Arithmetic.BEST.opine(f, k, parent, f.candidates.count() + 1);
        }
    }

    /** As the others, but above it all symbols are alike. */
    private void opineFirst(Forecast f) {
        int escape = f.candidates.count();
        float[] probability = f.probabilities[k];
        float[] interpolated = f.interpolated(k);
        float[] indirect = f.indirect(k);
        float[] recent = f.recent(k);
        float each = 1f / (escape + 1);
        if (length(f.nodes[k]) == 0) {
            float log = FloatMath.log(each);
            Arrays.fill(probability, 0, escape + 1, each);
            Arrays.fill(interpolated, 0, escape + 1, log);
            Arrays.fill(indirect, 0, escape + 1, log);
            Arrays.fill(recent, 0, escape + 1, log);
            return;
        }
        var lists = f.lists[k];
        float log = f.shareLogs[2 * k] + FloatMath.log(1f / Mixture.SYMBOLS);
        float recentLog = f.shareLogs[2 * k + 1] + FloatMath.log(each);
        for (int i = 0; i <= escape; i++) {
            float share = i < escape
                    ? lists.share / Mixture.SYMBOLS
                    : lists.share * (Mixture.SYMBOLS - escape) / Mixture.SYMBOLS;
            boolean isListed = lists.recently[i] > 0;
            probability[i] = share + lists.counted[i];
            interpolated[i] = isListed || i == escape ? FloatMath.log(Math.max(probability[i], Float.MIN_NORMAL)) : log;
            indirect[i] = lists.hits[i] <= 0 ? lists.hits[i] : lists.logUnlisted;
            recent[i] = isListed ? FloatMath.log(lists.recentShare * each + lists.recently[i]) : recentLog;
        }
    }

    private float above(Forecast f, int i) {
        return parent < 0 ? 1f / (f.candidates.count() + 1) : f.probabilities[parent][i];
    }

    private static int way(int length, int rank) {
        return length == 1 ? 0 : Math.min(rank + 1, RANKS);
    }

    /**
     * Has how far it is right learned from what came; its list is counted after that of all experts.
     *
     * @param came number of the candidate or escape
     * @param rates changed
     */
    void learn(Forecast f, int symbol, int came, ExpertRates rates) {
        int node = f.nodes[k];
        int length = length(node);
        if (length == 0) {
            return;
        }
        int escape = f.candidates.count();
        float above = parent >= 0
                ? f.probabilities[parent][came]
                : came == escape ? (float) (Mixture.SYMBOLS - escape) / Mixture.SYMBOLS : 1f / Mixture.SYMBOLS;
        float share = rates.shares.get(f.shareAt[k]);
        rates.shares.learn(f.shareAt[k], share * above / f.probabilities[k][came]);
        float recentShare = rates.recentShares.get(f.recentAt[k]);
        rates.recentShares.learn(f.recentAt[k], recentShare * above(f, came) / FloatMath.exp(f.recent(k)[came]));
        learnRates(f, node, length, symbol, rates);
    }

    private void learnRates(Forecast f, int node, int length, int symbol, ExpertRates rates) {
        int level = table.level(node);
        boolean hit = false;
        for (int rank = 0; rank < length && !(hit && rank > LOOK_AT); rank++) {
            int entry = entry(node, rank);
            boolean isIt = Entry.symbol(entry) == symbol;
            hit |= isIt;
            int state = Level.ofQuarters(Entry.count(entry)) * Level.COUNT + level;
            rates.hits.learn(way(length, rank) * STATES + state, isIt);
        }
        rates.unlisted.learn(f.unlistedAt[k], !hit);
    }

    /** Counts a symbol, as {@link NodeTable#count} says. */
    void count(int node, int symbol, int index, boolean counts) {
        if (!absent) {
            table.count(node, symbol, index, counts);
        }
    }

    /** Looks at what was restored. @throws IllegalArgumentException if a node's list is not in the pool */
    void restored() {
        table.requireListsWithin(pool.entries.length, context.name());
    }
}
