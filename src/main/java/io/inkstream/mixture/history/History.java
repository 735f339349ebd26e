package io.inkstream.mixture.history;

/** The last characters that were learned, four to an int. */
public final class History {

    private static final int PER_INT = 4;

    private final int mask;
    public final int[] packed;
    private int end;

    /** @param bits binary logarithm of the characters that are kept */
    public History(int bits) {
        mask = (1 << bits) - 1;
        packed = new int[(1 << bits) / PER_INT];
    }

    public void add(int symbol) {
        int place = end & mask;
        int shift = place % PER_INT * Byte.SIZE;
        packed[place / PER_INT] = packed[place / PER_INT] & ~(0xFF << shift) | symbol << shift;
        end++;
    }

    /** How many were added so far; it goes on below 0 behind the largest int. */
    public int end() {
        return end;
    }

    public void end(int end) {
        this.end = end;
    }

    /** Returns the oldest place that is still there. */
    public int begin() {
        return end >= 0 && end <= mask ? 0 : end - mask;
    }

    /** Whether the character at this place, and so many before it, are still there. */
    public boolean has(int place, int before) {
        int age = end - place;
        return age > 0 && age + before <= mask;
    }

    public int get(int place) {
        int at = place & mask;
        return packed[at / PER_INT] >>> at % PER_INT * Byte.SIZE & 0xFF;
    }
}
