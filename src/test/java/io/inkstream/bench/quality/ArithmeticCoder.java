package io.inkstream.bench.quality;

import java.io.ByteArrayOutputStream;

/** Arithmetic coding of symbols with given frequencies (Witten, Neal and Cleary 1987), 32 bits wide. */
abstract class ArithmeticCoder {

    static final int TOTAL_MAX = 1 << 24;

    private static final long TOP = 0xFFFF_FFFFL;
    private static final long HALF = 1L << 31;
    private static final long QUARTER = 1L << 30;

    private long low;
    private long high = TOP;

    /**
     * Codes a symbol.
     *
     * @param cumulative how often symbols below each symbol come, and all of them at the end; at most {@link #TOTAL_MAX}
     * @param symbol to be written; a reader does not look at it
     * @return the symbol that was written or read
     */
    final int code(int[] cumulative, int symbol) {
        long range = high - low + 1;
        long total = cumulative[cumulative.length - 1];
        int coded = choose(cumulative, low, range, total, symbol);
        high = low + range * cumulative[coded + 1] / total - 1;
        low = low + range * cumulative[coded] / total;
        while (true) {
            if (high < HALF) {
                shift(0, 0);
            } else if (low >= HALF) {
                shift(1, HALF);
            } else if (low >= QUARTER && high < HALF + QUARTER) {
                straddle(QUARTER);
            } else {
                return coded;
            }
        }
    }

    private void shift(int bit, long less) {
        settle(bit, less);
        low = (low - less) << 1;
        high = (high - less) << 1 | 1;
    }

    private void straddle(long less) {
        postpone(less);
        low = (low - less) << 1;
        high = (high - less) << 1 | 1;
    }

    abstract int choose(int[] cumulative, long low, long range, long total, int symbol);

    abstract void settle(int bit, long less);

    abstract void postpone(long less);

    static final class Writer extends ArithmeticCoder {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int pending;
        private int buffer;
        private int bits;

        @Override
        int choose(int[] cumulative, long low, long range, long total, int symbol) {
            return symbol;
        }

        @Override
        void settle(int bit, long less) {
            put(bit);
            for (; pending > 0; pending--) {
                put(1 - bit);
            }
        }

        @Override
        void postpone(long less) {
            pending++;
        }

        private void put(int bit) {
            buffer = buffer << 1 | bit;
            if (++bits == Byte.SIZE) {
                bytes.write(buffer);
                bits = 0;
            }
        }

        byte[] end() {
            // The quarter that lies within what is left: the second, or else the third.
            pending++;
            settle(super.low < QUARTER ? 0 : 1, 0);
            while (bits > 0) {
                put(0);
            }
            return bytes.toByteArray();
        }
    }

    static final class Reader extends ArithmeticCoder {
        private final byte[] bytes;
        private long at;
        private long value;

        Reader(byte[] bytes) {
            this.bytes = bytes;
            for (int i = 0; i < Integer.SIZE; i++) {
                value = value << 1 | next();
            }
        }

        private int next() {
            int index = (int) (at >> 3);
            int bit = index < bytes.length ? bytes[index] >> (7 - (at & 7)) & 1 : 0;
            at++;
            return bit;
        }

        @Override
        int choose(int[] cumulative, long low, long range, long total, int ignored) {
            long scaled = ((value - low + 1) * total - 1) / range;
            int symbol = 0;
            while (cumulative[symbol + 1] <= scaled) {
                symbol++;
            }
            return symbol;
        }

        @Override
        void settle(int bit, long less) {
            value = (value - less) << 1 | next();
        }

        @Override
        void postpone(long less) {
            value = (value - less) << 1 | next();
        }
    }
}
