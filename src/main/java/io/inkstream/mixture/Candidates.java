package io.inkstream.mixture;

import io.inkstream.mixture.count.Entry;
import java.util.Arrays;

/**
 * The symbols that are mixed one by one, 25 to 60 of 256: those that came in the last two characters' context and in the last one's, in all
 * the text while these are few, and in the words' contexts where those are sure. All others together are the escape, which has the number
 * behind the last candidate.
 */
final class Candidates {

    /** Symbols that are too few to leave the others to the escape. */
    private static final int FEW = 12;

    /** Words that were followed by fewer symbols add them. */
    private static final int SURE = 8;

    private static final int NONE = -1;

    final int[] symbols = new int[Mixture.SYMBOLS];
    private final int[] indices = new int[Mixture.SYMBOLS];
    private int count;

    Candidates() {
        Arrays.fill(indices, NONE);
    }

    /** Chooses anew. @param nodes where each expert's context is */
    void choose(Expert[] experts, int[] nodes) {
        for (int i = 0; i < count; i++) {
            indices[symbols[i]] = NONE;
        }
        count = 0;
        add(experts[Context.ORDER_2], nodes[Context.ORDER_2]);
        add(experts[Context.ORDER_1], nodes[Context.ORDER_1]);
        if (count < FEW) {
            add(experts[Context.ORDER_0], nodes[Context.ORDER_0]);
        }
        for (int k = Context.WORD; k <= Context.TWO_WORDS; k++) {
            if (experts[k].length(nodes[k]) < SURE) {
                add(experts[k], nodes[k]);
            }
        }
    }

    private void add(Expert expert, int node) {
        for (int i = 0; i < expert.length(node); i++) {
            int symbol = Entry.symbol(expert.entry(node, i));
            if (indices[symbol] == NONE) {
                indices[symbol] = count;
                symbols[count++] = symbol;
            }
        }
    }

    /** How many there are, which is the number of the escape. */
    int count() {
        return count;
    }

    /** Returns the number of a symbol; that of the escape if it is none of them. */
    int indexOf(int symbol) {
        int index = indices[symbol];
        return index == NONE ? count : index;
    }

    boolean contains(int symbol) {
        return indices[symbol] != NONE;
    }
}
