package io.inkstream.mixture;

import java.util.Arrays;

/**
 * The last {@value #CHARACTERS} characters of one text, and where in them its last character, its last two and its word so far stood before.
 * Mutable; for one thread.
 */
final class TextCache {

    /** A power of two, and little enough for a way back to fit in a char. */
    static final int CHARACTERS = 1 << 13;

    /** As far as contexts are compared, in characters. */
    static final int LONGEST = 8;

    private static final int PAIR_BITS = 12;
    private static final int WORD_BITS = 12;
    private static final int HASH_FACTOR = 0x2F0B4C47;
    private static final int GOLDEN = 0x9E3779B1;
    private static final int NOT_ASCII = 128;

    private final byte[] symbols = new byte[CHARACTERS]; // a ring
    private final char[] words = new char[CHARACTERS]; // the upper half of the hash of the word so far
    private final char[] wordsBefore = new char[CHARACTERS]; // and of the last whole one's
    private int end;
    private int last;
    private int word; // hash of the word so far, 0 outside of words
    private int wordBefore;

    /** Places of one kind, each with how far back the last one is whose context has the same hash. */
    final class Chain {
        private final int[] newest; // by hash
        private final char[] back = new char[CHARACTERS]; // 0: there is none

        private Chain(int hashes) {
            newest = new int[hashes];
            Arrays.fill(newest, -1);
        }

        private void add(int hash) {
            int apart = newest[hash] < 0 ? 0 : end - newest[hash];
            back[end & CHARACTERS - 1] = (char) (apart < CHARACTERS ? apart : 0);
            newest[hash] = end;
        }

        /** Returns the place before this one; -1: there is none, or one so old that not all of its context is kept. */
        int before(int place) {
            int apart = back[place & CHARACTERS - 1];
            int before = place - apart;
            return apart == 0 || end - before > CHARACTERS - LONGEST ? -1 : before;
        }
    }

    private final Chain singles = new Chain(Mixture.SYMBOLS);
    private final Chain pairs = new Chain(1 << PAIR_BITS);
    private final Chain wordsSoFar = new Chain(1 << WORD_BITS);

    void add(int symbol) {
        int longer = word(word, symbol);
        wordBefore = longer == 0 && word != 0 ? word : wordBefore;
        word = longer;
        int at = end & CHARACTERS - 1;
        symbols[at] = (byte) symbol;
        words[at] = (char) (word >>> Character.SIZE);
        wordsBefore[at] = (char) (wordBefore >>> Character.SIZE);
        singles.add(symbol);
        pairs.add((last << Byte.SIZE | symbol) * GOLDEN >>> Integer.SIZE - PAIR_BITS);
        wordsSoFar.add(word * GOLDEN >>> Integer.SIZE - WORD_BITS);
        last = symbol;
        end++;
    }

    private static int word(int before, int symbol) {
        int lower = symbol >= 'A' && symbol <= 'Z' ? symbol + ('a' - 'A') : symbol;
        if ((lower < 'a' || lower > 'z') && lower < NOT_ASCII) {
            return 0;
        }
        int word = (before + lower + 1) * HASH_FACTOR;
        return word ^ word >>> 17;
    }

    /** Returns where the last character stands; -1: nothing was added. Places count from 0. */
    int last() {
        return end - 1;
    }

    /** Returns a character, unsigned; one of the last {@value #CHARACTERS}. */
    int symbol(int place) {
        return Byte.toUnsignedInt(symbols[place & CHARACTERS - 1]);
    }

    /** Returns the places of the last character. */
    Chain singles() {
        return singles;
    }

    /** Returns those of the last two, and of others whose hash is the same. */
    Chain pairs() {
        return pairs;
    }

    /** Returns those of the word so far, and of others whose hash is the same. */
    Chain words() {
        return wordsSoFar;
    }

    /** Returns how many characters up to a place are as up to the last one, at most {@value #LONGEST}. */
    int alike(int place) {
        int most = Math.min(LONGEST, place + 1);
        int alike = 0;
        while (alike < most && symbols[place - alike & CHARACTERS - 1] == symbols[end - 1 - alike & CHARACTERS - 1]) {
            alike++;
        }
        return alike;
    }

    /** Whether the word up to a place is the last one so far, or both are outside of words. */
    boolean isSameWord(int place) {
        return words[place & CHARACTERS - 1] == words[end - 1 & CHARACTERS - 1];
    }

    /** The same of the last whole word. */
    boolean isSameWordBefore(int place) {
        return wordsBefore[place & CHARACTERS - 1] == wordsBefore[end - 1 & CHARACTERS - 1];
    }

    /** Returns all that is kept, the newest at the end. */
    byte[] toBytes() {
        byte[] kept = new byte[Math.min(end, CHARACTERS)];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = symbols[end - kept.length + i & CHARACTERS - 1];
        }
        return kept;
    }
}
