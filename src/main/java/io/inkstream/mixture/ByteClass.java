package io.inkstream.mixture;

import java.util.stream.IntStream;

/** Kinds of bytes, as UTF-8 and writing make them: letters, digits, spaces, others, what continues a character and what begins one. */
final class ByteClass {

    static final int COUNT = 16;

    /** Bytes that a character may still want behind its first: 0 to 3. */
    static final int AWAITED = 4;

    private static final int NOT_ASCII = 0x80;
    private static final int BEGINS_TWO = 0xC0;
    private static final int BEGINS_THREE = 0xE0;
    private static final int BEGINS_FOUR = 0xF0;

    private static final byte[] CLASSES = new byte[Mixture.SYMBOLS];
    /** Symbols of each class. */
    static final int[] SIZES = new int[COUNT];
    /** The first symbol of each stretch of symbols of one class, and one after the last. */
    private static final int[] STARTS;
    /** Stretches that there are. */
    static final int RUNS;

    static {
        for (int symbol = 0; symbol < CLASSES.length; symbol++) {
            CLASSES[symbol] = (byte) (symbol < NOT_ASCII ? ascii(symbol) : 7 + above(symbol));
            SIZES[CLASSES[symbol]]++;
        }
        STARTS = IntStream.rangeClosed(0, CLASSES.length)
                .filter(i -> i == 0 || i == CLASSES.length || CLASSES[i] != CLASSES[i - 1])
                .toArray();
        RUNS = STARTS.length - 1;
    }

    private ByteClass() {}

    static int of(int symbol) {
        return CLASSES[symbol];
    }

    /** Returns the first symbol of a stretch of symbols of one class; of that after the last, {@link Mixture#SYMBOLS}. */
    static int run(int number) {
        return STARTS[number];
    }

    private static int ascii(int symbol) {
        if (symbol >= 'a' && symbol <= 'z') {
            return 0;
        }
        if (symbol >= 'A' && symbol <= 'Z') {
            return 1;
        }
        if (symbol >= '0' && symbol <= '9') {
            return 2;
        }
        if (symbol == ' ' || symbol == '\n') {
            return 3;
        }
        return symbol < ' ' ? 4 : symbol < '@' ? 5 : 6;
    }

    /** What continues a character by its quarter, what begins one of two or three bytes by its half. */
    private static int above(int symbol) {
        if (symbol < BEGINS_TWO) {
            return symbol - NOT_ASCII >> 4;
        }
        if (symbol < BEGINS_FOUR) {
            return 4 + (symbol < BEGINS_THREE ? symbol - BEGINS_TWO >> 4 : 2 + (symbol - BEGINS_THREE >> 3));
        }
        return 8;
    }

    /** Returns how many bytes the character wants that a text is in; 0 between two characters. */
    static int awaited(TextContext text) {
        for (int back = 1; back < AWAITED; back++) {
            int symbol = text.back(back);
            if (symbol < NOT_ASCII) {
                return 0;
            }
            if (symbol >= BEGINS_TWO) {
                int behind = symbol >= BEGINS_FOUR ? 3 : symbol >= BEGINS_THREE ? 2 : 1;
                return Math.max(0, behind - (back - 1));
            }
        }
        return 0;
    }
}
