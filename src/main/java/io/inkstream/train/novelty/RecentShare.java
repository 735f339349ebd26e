package io.inkstream.train.novelty;

import java.util.StringJoiner;

/**
 * Which share of the recent values was at least as large as a value. Values are counted in bins that are two per cent wide; recent is the newest quarter of
 * all, and in the long run some {@value #HORIZON} of them: when there are more, what each counts is halved. Whole numbers alone, so the same values in the
 * same order come to the same shares.
 */
final class RecentShare {

    /** Values before the first that is compared with them. */
    static final int LEAST = 30;

    private static final long HORIZON = 1 << 18;
    private static final long FEW = 256;

    /** Bits of a float's mantissa that tell bins apart: 32 to an octave. */
    private static final int BIN_BITS = 5;

    private static final int SHIFT = 23 - BIN_BITS;
    /** All that is smaller is in the first bin, all from 2^6 on in the last. */
    private static final int FIRST = Float.floatToIntBits(0x1p-10f) >> SHIFT;

    private static final int BINS = (Float.floatToIntBits(0x1p6f) >> SHIFT) - FIRST + 1;

    /** What a value counts when it is new: so many halvings leave something of it. */
    private static final long ONE = 1 << 16;

    private final long[] counts = new long[BINS];
    private long total;
    private long seen;

    /** The share of values as large as this one or larger, this one among them, 0 to 1; null before 30 values. */
    Double atLeast(double value) {
        if (seen < LEAST) {
            return null;
        }
        long larger = ONE;
        for (int bin = bin(value); bin < BINS; bin++) {
            larger += counts[bin];
        }
        return (double) larger / (total + ONE);
    }

    /** The smallest share that there can be. */
    double least() {
        return (double) ONE / (total + ONE);
    }

    void add(double value) {
        counts[bin(value)] += ONE;
        total += ONE;
        seen++;
        if (total > Math.min(HORIZON, Math.max(FEW, seen / 4)) * ONE) {
            halve();
        }
    }

    private void halve() {
        total = 0;
        for (int bin = 0; bin < BINS; bin++) {
            counts[bin] /= 2;
            total += counts[bin];
        }
    }

    private static int bin(double value) {
        int bin = (Float.floatToIntBits((float) Math.max(0, value)) >> SHIFT) - FIRST;
        return Math.max(0, Math.min(BINS - 1, bin));
    }

    String saved() {
        var saved = new StringJoiner(" ").add(Long.toString(seen));
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                saved.add(bin + ":" + counts[bin]);
            }
        }
        return saved.toString();
    }

    static RecentShare restore(String saved) {
        var share = new RecentShare();
        String[] parts = saved.split(" ");
        share.seen = Long.parseLong(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            int bin = Integer.parseInt(parts[i].substring(0, colon));
            share.counts[bin] = Long.parseLong(parts[i].substring(colon + 1));
            share.total += share.counts[bin];
        }
        return share;
    }
}
