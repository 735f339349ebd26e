package io.inkstream.mixture.cache;

import io.inkstream.mixture.Mixture;

/**
 * The last {@value #CHARACTERS} characters of one text, what followed each character lately, and where the last two characters and the word so far
 * stood before: the newest {@value #NEWEST} of each. Places lie side by side and not in chains, since a processor that writes many texts has little of
 * each in its caches, and can wait for all of them at once. Mutable; for one thread.
 */
public final class TextCache {

    /** A power of two, below that of a char. */
    public static final int CHARACTERS = 1 << 13;

    /** As far as contexts are compared, in characters. */
    static final int LONGEST = 8;

    /** Of each context, how many are remembered; a power of two. */
    static final int NEWEST = 32;

    private static final int HASH_BITS = 10;
    private static final int HASH_FACTOR = 0x2F0B4C47;
    private static final int GOLDEN = 0x9E3779B1;
    private static final int NOT_ASCII = 128;

    private final byte[] symbols = new byte[CHARACTERS]; // a ring
    private final char[] words = new char[CHARACTERS]; // the upper half of the hash of the word so far
    private final char[] wordsBefore = new char[CHARACTERS]; // and of the last whole one's
    private final byte[] followers = new byte[Mixture.SYMBOLS * NEWEST]; // a ring for each symbol
    private final int[] followed = new int[Mixture.SYMBOLS];
    private final Places pairs = new Places();
    private final Places wordsSoFar = new Places();
    private int end;
    private int last;
    private int word; // hash of the word so far, 0 outside of words
    private int wordBefore;

    /** The newest places of contexts, by hash: a ring for each. */
    final class Places {
        private final char[] places = new char[NEWEST << HASH_BITS]; // their lower bits
        private final int[] added = new int[1 << HASH_BITS];
        private int hash;

        private void add(int value) {
            hash = value * GOLDEN >>> Integer.SIZE - HASH_BITS;
            places[hash * NEWEST + (added[hash]++ & NEWEST - 1)] = (char) end;
        }

        /** Returns how many have the hash of the last place, but for that place. */
        int size() {
            return Math.min(NEWEST, added[hash]) - 1;
        }

        /** Returns one of them; -1 if not all of its context is kept. @param i 0: the newest */
        int get(int i) {
            int place = places[hash * NEWEST + (added[hash] - 2 - i & NEWEST - 1)];
            int back = end - 1 - place & Character.MAX_VALUE;
            return back < CHARACTERS - LONGEST ? end - 1 - back : -1;
        }
    }

    /** Reads one more character of the text. */
    public void read(int symbol) {
        if (end > 0) {
            followers[last * NEWEST + (followed[last]++ & NEWEST - 1)] = (byte) symbol;
        }
        int longer = word(word, symbol);
        wordBefore = longer == 0 && word != 0 ? word : wordBefore;
        word = longer;
        int at = end & CHARACTERS - 1;
        symbols[at] = (byte) symbol;
        words[at] = (char) (word >>> Character.SIZE);
        wordsBefore[at] = (char) (wordBefore >>> Character.SIZE);
        pairs.add(last << Byte.SIZE | symbol);
        wordsSoFar.add(word);
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

    /** Whether nothing was read. Places count from 0. */
    boolean isEmpty() {
        return end == 0;
    }

    /** Returns a character, unsigned; one of the last {@value #CHARACTERS}. */
    int symbol(int place) {
        return Byte.toUnsignedInt(symbols[place & CHARACTERS - 1]);
    }

    /** Returns how many characters are remembered that followed the last one. */
    int followers() {
        return Math.min(NEWEST, followed[last]);
    }

    /** Returns one of them. @param i 0: the newest */
    int follower(int i) {
        return Byte.toUnsignedInt(followers[last * NEWEST + (followed[last] - 1 - i & NEWEST - 1)]);
    }

    /** Returns the places of the last two characters, and of others that have their hash. */
    Places pairs() {
        return pairs;
    }

    /** Returns those of the word so far, likewise. */
    Places words() {
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
        return words[place & CHARACTERS - 1] == word >>> Character.SIZE;
    }

    /** Whether the last whole word up to a place is the last one of all. */
    boolean isSameWordBefore(int place) {
        return wordsBefore[place & CHARACTERS - 1] == wordBefore >>> Character.SIZE;
    }

    /** Returns the last characters that were read, at most {@value #CHARACTERS}, as unsigned bytes, the newest at the end. */
    public byte[] toBytes() {
        byte[] kept = new byte[Math.min(end, CHARACTERS)];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = symbols[end - kept.length + i & CHARACTERS - 1];
        }
        return kept;
    }
}
