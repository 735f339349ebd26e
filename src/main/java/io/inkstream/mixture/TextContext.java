package io.inkstream.mixture;

/**
 * Where a text stands: all that a {@link Mixture} looks at to predict its next character, which is a byte. Many texts may be read against
 * one mixture at once, each with a context of its own. Mutable; for one thread.
 */
public final class TextContext {

    /** Characters that are remembered one by one: as long as a match can be where it is found. */
    static final int RECENT = 64;

    /** As long as a match is ever taken to be, however long it goes on: some lines. */
    static final int MATCH_MAX = 400;

    /** Characters of a line's beginning that count. */
    private static final int LINE_START = 4;

    private static final int WORD_LENGTH_MAX = 15;
    private static final int WORD_START = 3;
    private static final int FIELD_MAX = 20;
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
    private int wordStart; // the first three letters of the word so far
    private int wordStartBefore; // of the word before
    private int lineStart; // hash of the line's first characters
    private int column;
    private int token; // hash of what is behind the last blank
    private int field; // blanks of the line before it
    /** For each {@link MatchModel}: where in the history the text is expected to go on, and how long both were alike; 0: nowhere. */
    final int[] matchAt = new int[Matches.COUNT];

    final int[] matchLength = new int[Matches.COUNT];

    /** Takes note of one more character. */
    void push(int symbol) {
        recent[read++ & RECENT - 1] = (byte) symbol;
        if (read < 0) {
            read = 1 << Integer.SIZE - 2; // long enough ago for all who ask
        }
        last = last << Byte.SIZE | symbol;
        pushWord(symbol);
        pushField(symbol);
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
            if (wordLength < WORD_START) {
                wordStart = wordLength == 0 ? lower : wordStart << Byte.SIZE | lower;
            }
            wordLength = Math.min(wordLength + 1, WORD_LENGTH_MAX);
        } else {
            if (word != 0) {
                wordBeforeThat = wordBefore;
                wordBefore = word;
                wordStartBefore = wordStart;
                word = 0;
            }
            wordLength = 0;
        }
    }

    private void pushField(int symbol) {
        if (symbol == ' ' || symbol == '\t' || symbol == '\n') {
            token = 0;
            field = symbol == '\n' ? 0 : Math.min(field + 1, FIELD_MAX);
        } else {
            token = (token + symbol + 1) * HASH_FACTOR;
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

    /** Returns the first three letters of the word before this one, small ones. */
    long wordStartBefore() {
        return wordStartBefore;
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

    /** Returns a hash of the characters behind the last blank. */
    long token() {
        return Integer.toUnsignedLong(token);
    }

    /** Returns how many blanks stand before them in the line, or many. */
    long field() {
        return field;
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
        wordStart = other.wordStart;
        wordStartBefore = other.wordStartBefore;
        lineStart = other.lineStart;
        column = other.column;
        token = other.token;
        field = other.field;
    }

    /** Ints that {@link #toInts} gives. */
    private static final int INTS = RECENT + 13 + 2 * Matches.COUNT;

    /** Returns all of it, to be kept. */
    public int[] toInts() {
        int[] ints = new int[INTS];
        for (int i = 0; i < RECENT; i++) {
            ints[i] = recent[i];
        }
        int[] others = {
            read,
            (int) (last >>> Integer.SIZE),
            (int) last,
            word,
            wordBefore,
            wordBeforeThat,
            wordLength,
            wordStart,
            wordStartBefore,
            lineStart,
            column,
            token,
            field
        };
        System.arraycopy(others, 0, ints, RECENT, others.length);
        System.arraycopy(matchAt, 0, ints, RECENT + others.length, matchAt.length);
        System.arraycopy(matchLength, 0, ints, RECENT + others.length + matchAt.length, matchLength.length);
        return ints;
    }

    /**
     * Takes over what {@link #toInts} gave.
     *
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static TextContext of(int[] ints) {
        if (ints.length != INTS) {
            throw new IllegalArgumentException("a text's context must have " + INTS + " ints: " + ints.length);
        }
        var text = new TextContext();
        for (int i = 0; i < RECENT; i++) {
            text.recent[i] = (byte) ints[i];
        }
        int at = RECENT;
        text.read = ints[at++];
        text.last = (long) ints[at++] << Integer.SIZE | Integer.toUnsignedLong(ints[at++]);
        text.word = ints[at++];
        text.wordBefore = ints[at++];
        text.wordBeforeThat = ints[at++];
        text.wordLength = Math.min(Math.max(0, ints[at++]), WORD_LENGTH_MAX);
        text.wordStart = ints[at++];
        text.wordStartBefore = ints[at++];
        text.lineStart = ints[at++];
        text.column = ints[at++];
        text.token = ints[at++];
        text.field = ints[at++];
        System.arraycopy(ints, at, text.matchAt, 0, text.matchAt.length);
        System.arraycopy(ints, at + text.matchAt.length, text.matchLength, 0, text.matchLength.length);
        return text;
    }
}
