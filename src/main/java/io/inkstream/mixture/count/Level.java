package io.inkstream.mixture.count;

/** How much a number of characters is, from 0 to 15: what experts learn is kept for each of so many levels. */
public final class Level {

    /** Levels that there are. */
    public static final int COUNT = 16;

    /** The sum of a node's counts that is not passed for long: what came often long ago must not outweigh what comes now. */
    static final int TOTAL_MAX = 40;

    /** The same of its Kneser-Ney counts. */
    static final int KNESER_NEY_MAX = 1000;

    /** Of each level from 7 on the first number. */
    private static final int[] FROM = {8, 12, 16, 32, 64, 128, 256, 1024, 8192};

    private static final int SINGLE = 6;

    /** A number within each level, to begin with. */
    private static final float[] TYPICAL = {0.5f, 1, 2, 3, 4, 5, 6.5f, 10, 14, 24, 48, 96, 190, 600, 4_000, 20_000};

    private static final int KNOWN = 2048;
    private static final byte[] LEVELS = new byte[KNOWN];

    static {
        for (int number = 0; number < KNOWN; number++) {
            int level = Math.min(number, SINGLE);
            for (int from : FROM) {
                level += number >= from ? 1 : 0;
            }
            LEVELS[number] = (byte) level;
        }
    }

    private Level() {}

    /** @param number 0 or more; above 2047 it is taken for that */
    public static int of(int number) {
        return LEVELS[Math.min(number, KNOWN - 1)];
    }

    /** Of a number in quarters. */
    public static int ofQuarters(int quarters) {
        return of(quarters / Entry.QUARTERS);
    }

    static float typical(int level) {
        return TYPICAL[level];
    }
}
