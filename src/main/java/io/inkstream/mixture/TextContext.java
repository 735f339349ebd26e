package io.inkstream.mixture;

/**
 * Where a text stands: all that a {@link Mixture} looks at to predict its next character, which is a byte. Many texts may be read against
 * one mixture at once, each with a context of its own. Mutable; for one thread.
 */
public final class TextContext {

    /** Characters that are remembered one by one: as long as a match is ever taken to be. */
    static final int RECENT = 64;

    /** Characters of a line's beginning that count. */
    private static final int LINE_START = 4;

    private static final int WORD_LENGTH_MAX = 15;
    private static final int HASH_FACTOR = 0x2F0B4C47;
    private static final int LINE_FACTOR = 257;
    private static final int NOT_ASCII = 128;

    private final byte[] recent = new byte[RECENT]; // a ring
    private int read;
    private long last; // 8 characters, the newest lowest
    private int word; // hash of the word so far, 0 outside of words
    private int wordBefore;
    private int wordBeforeThat;
    private int wordLength;
    private int lineStart; // hash of the line's first characters
    private int column;
    /** For each {@link MatchModel}: where in the history the text is expected to go on, and how long both were alike; 0: nowhere. */
    final int[] matchAt = new int[Mixture.MATCHES];

    final int[] matchLength = new int[Mixture.MATCHES];

    /** Takes note of one more character. */
    void push(int symbol) {
        recent[read++ & RECENT - 1] = (byte) symbol;
        if (read < 0) {
            read = 1 << Integer.SIZE - 2; // long enough ago for all who ask
        }
        last = last << Byte.SIZE | symbol;
        pushWord(symbol);
        if (symbol == '\n') {
            lineStart = 0;
            column = 0;
        } else {
            if (column < LINE_START) {
                lineStart = lineStart * LINE_FACTOR + symbol + 1;
            }
            column++;
        }
    }

    private void pushWord(int symbol) {
        int lower = symbol >= 'A' && symbol <= 'Z' ? symbol + ('a' - 'A') : symbol;
        if (lower >= 'a' && lower <= 'z' || lower >= NOT_ASCII) {
            word = (word + lower + 1) * HASH_FACTOR;
            word ^= word >>> 17;
            wordLength = Math.min(wordLength + 1, WORD_LENGTH_MAX);
        } else {
            if (word != 0) {
                wordBeforeThat = wordBefore;
                wordBefore = word;
                word = 0;
            }
            wordLength = 0;
        }
    }

    /** Returns the last characters, at most 8, the newest lowest; 0 where nothing was read. */
    long last(int count) {
        return last & -1L >>> Long.SIZE - Byte.SIZE * count;
    }

    /** Returns a character, unsigned; 0 where nothing was read. @param back 1: the newest; below {@link #RECENT} + 1 */
    int back(int back) {
        return Byte.toUnsignedInt(recent[read - back & RECENT - 1]);
    }

    /** Returns how many characters were read, or very many. */
    int read() {
        return read;
    }

    /** Returns a hash of the word so far; 0 outside of words. */
    long word() {
        return Integer.toUnsignedLong(word);
    }

    long wordBefore() {
        return Integer.toUnsignedLong(wordBefore);
    }

    long wordBeforeThat() {
        return Integer.toUnsignedLong(wordBeforeThat);
    }

    int wordLength() {
        return wordLength;
    }

    /** Returns a hash of the first characters of the line. */
    long lineStart() {
        return Integer.toUnsignedLong(lineStart);
    }

    int column() {
        return column;
    }

    /** Returns a copy. */
    public TextContext copy() {
        var copy = new TextContext();
        copy.assign(this);
        return copy;
    }

    /** Takes over the place of another. */
    public void assign(TextContext other) {
        System.arraycopy(other.recent, 0, recent, 0, RECENT);
        System.arraycopy(other.matchAt, 0, matchAt, 0, matchAt.length);
        System.arraycopy(other.matchLength, 0, matchLength, 0, matchLength.length);
        read = other.read;
        last = other.last;
        word = other.word;
        wordBefore = other.wordBefore;
        wordBeforeThat = other.wordBeforeThat;
        wordLength = other.wordLength;
        lineStart = other.lineStart;
        column = other.column;
    }
}
