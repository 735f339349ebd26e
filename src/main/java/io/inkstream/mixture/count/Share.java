package io.inkstream.mixture.count;

import java.util.Arrays;

/** Shares between 0 and 1, each learned online as the mean of what it should have been: of all while they are few, then of the newest. */
public final class Share {

    private static final float LEAST = 0.0005f;
    private static final int PRIOR = 3; // halves

    private final int horizon;
    public final float[] values;
    public final float[] seen;

    /** @param horizon how many the mean reaches back to */
    Share(int size, float begin, int horizon) {
        this.horizon = horizon;
        values = new float[size];
        seen = new float[size];
        Arrays.fill(values, begin);
    }

    public float get(int at) {
        return values[at];
    }

    public void learn(int at, float should) {
        float value = values[at] + (should - values[at]) / (seen[at] + PRIOR * 0.5f);
        values[at] = Math.min(Math.max(value, LEAST), 1 - LEAST);
        seen[at] = Math.min(seen[at] + 1, horizon);
    }
}
