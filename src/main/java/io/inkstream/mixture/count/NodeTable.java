package io.inkstream.mixture.count;

/**
 * The nodes of one expert: for each context that was seen, a list of the symbols that came in it, the most recent first. A hash table of
 * bounded size. A context may lie in any of four places; where all are taken, the node that was seen least and longest ago gives way.
 *
 * <p>A node is three ints: check (16 bits of the context's hash), how often the newest symbol came again in a row (4), the {@link Level} of
 * its total (4) and the length of its list (8); when it was seen last; the place of its list.
 */
public final class NodeTable {

    /** No node. */
    public static final int NONE = -1;

    public static final int STRIDE = 3;
    private static final int WAYS = 4;

    private static final int LENGTH = 0xFF;
    private static final int LEVEL = 8;
    private static final int RUN = 12;
    private static final int CHECK = 16;
    private static final int FOUR_BITS = 0xF;

    /** Characters that a node may not be seen for, for each level that it has more than another. */
    private static final int PATIENCE = 30_000;

    private final int mask;
    private final EntryPool pool;
    public final int[] nodes; // [2^bits][3]

    public NodeTable(int bits, EntryPool pool) {
        this.pool = pool;
        mask = (1 << bits) - 1;
        nodes = new int[STRIDE << bits];
    }

    /** Returns the place of a context's node; {@link #NONE} if there is none. */
    public int find(long hash) {
        int check = check(hash);
        int slot = slot(hash);
        for (int way = 0; way < WAYS; way++) {
            int node = (slot ^ way) * STRIDE;
            if (nodes[node] >>> CHECK == check && length(node) > 0) {
                return node;
            }
        }
        return NONE;
    }

    /** Returns the place of a context's node, an empty one if there was none; whatever has to give way for it is gone. */
    public int findOrMake(long hash, int now) {
        int node = find(hash);
        if (node == NONE) {
            node = leastWorth(slot(hash), now);
            if (length(node) > 0) {
                pool.release(list(node), length(node));
            }
            nodes[node] = check(hash) << CHECK;
            nodes[node + 2] = 0;
        }
        nodes[node + 1] = now;
        return node;
    }

    private int leastWorth(int slot, int now) {
        int least = NONE;
        long leastWorth = Long.MAX_VALUE;
        for (int way = 0; way < WAYS; way++) {
            int node = (slot ^ way) * STRIDE;
            // The clock may pass its end: ages stay right.
            long worth = length(node) == 0 ? Long.MIN_VALUE : (long) level(node) * PATIENCE - (now - nodes[node + 1]);
            if (worth < leastWorth) {
                leastWorth = worth;
                least = node;
            }
        }
        return least;
    }

    private int slot(long hash) {
        return (int) (hash >>> 20) & mask;
    }

    private static int check(long hash) {
        return (int) (hash >>> 48);
    }

    /** Returns how many symbols are listed. */
    public int length(int node) {
        return nodes[node] & LENGTH;
    }

    public int level(int node) {
        return nodes[node] >>> LEVEL & FOUR_BITS;
    }

    public int run(int node) {
        return nodes[node] >>> RUN & FOUR_BITS;
    }

    public int list(int node) {
        return nodes[node + 2];
    }

    private void set(int node, int run, int level, int length) {
        nodes[node] = nodes[node] >>> CHECK << CHECK | run << RUN | level << LEVEL | length;
    }

    /** Returns the place of a symbol in a node's list, from 0 on; -1 if it is not there. */
    public int indexOf(int node, int symbol) {
        int list = list(node);
        for (int i = 0; i < length(node); i++) {
            if (Entry.symbol(pool.entries[list + i]) == symbol) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Counts a symbol.
     *
     * @param index where it is in the list; -1: nowhere
     * @param counts whether it counts for Kneser and Ney if it was there
     */
    public void count(int node, int symbol, int index, boolean counts) {
        int[] entries = pool.entries;
        int run = index == 0 ? Math.min(run(node) + 1, FOUR_BITS) : 0;
        int entry;
        int hole = index;
        int length = length(node);
        if (index < 0) {
            entry = Entry.first(symbol);
            hole = grow(node, length);
            if (hole < 0) {
                return; // no memory for a single symbol
            }
            length = Math.max(length, hole + 1);
        } else {
            entry = Entry.again(Entry.older(entries[list(node) + index]), counts);
        }
        int list = list(node);
        for (int i = hole; i > 0; i--) {
            entries[list + i] = Entry.older(entries[list + i - 1]);
        }
        entries[list] = entry;
        for (int i = hole + 1; i < length; i++) {
            entries[list + i] = Entry.older(entries[list + i]);
        }
        set(node, run, Level.ofQuarters(bound(list, length)), length);
    }

    /** Makes room at the end of a list, or where the least counted one stands; returns its place. */
    private int grow(int node, int length) {
        if (length < EntryPool.LIST_MAX && (length == 0 || EntryPool.moves(length, length + 1))) {
            int block = pool.allocate(length + 1);
            if (block != 0) {
                if (length > 0) {
                    System.arraycopy(pool.entries, list(node), pool.entries, block, length);
                    pool.release(list(node), length);
                }
                nodes[node + 2] = block;
                return length;
            }
        } else if (length < EntryPool.LIST_MAX) {
            return length;
        }
        return leastCounted(list(node), length);
    }

    /** The last of them; -1 of none. */
    private int leastCounted(int list, int length) {
        int least = -1;
        int leastCount = Integer.MAX_VALUE;
        for (int i = 0; i < length; i++) {
            int count = Entry.count(pool.entries[list + i]);
            if (count <= leastCount) {
                leastCount = count;
                least = i;
            }
        }
        return least;
    }

    /** Halves counts whose sum is too large; returns the sum of the counts in quarters. */
    private int bound(int list, int length) {
        int[] entries = pool.entries;
        int total = 0;
        int kneserNey = 0;
        for (int i = list; i < list + length; i++) {
            total += Entry.count(entries[i]);
            kneserNey += Entry.kneserNey(entries[i]);
        }
        if (total > Level.TOTAL_MAX * Entry.QUARTERS) {
            total = 0;
            for (int i = list; i < list + length; i++) {
                entries[i] = Entry.halveCount(entries[i]);
                total += Entry.count(entries[i]);
            }
        }
        if (kneserNey > Level.KNESER_NEY_MAX) {
            for (int i = list; i < list + length; i++) {
                entries[i] = Entry.halveKneserNey(entries[i]);
            }
        }
        return total;
    }

    /** @throws IllegalArgumentException if a list does not lie in the pool, as of tables that somebody made up */
    public void requireListsWithin(int entries, String name) {
        for (int node = 0; node < nodes.length; node += STRIDE) {
            if (length(node) > 0 && (list(node) < 1 || list(node) > entries - length(node))) {
                throw new IllegalArgumentException("a list of the context " + name + " must lie in the " + entries
                        + " entries that there are: " + length(node) + " from " + list(node) + " on");
            }
        }
    }
}
