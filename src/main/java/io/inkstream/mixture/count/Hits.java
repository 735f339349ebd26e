package io.inkstream.mixture.count;

import io.inkstream.mixture.math.FloatMath;

/** How often what was listed in some way came then, with its logarithm: the indirect opinions (Mahoney 2005, indirect contexts). */
public final class Hits {

    private static final int HORIZON = 1000;
    private static final float PRIOR = 3;
    private static final float LEAST = 1e-5f;

    public final float[] rates;
    public final float[] seen;
    private final float[] logs;

    Hits(int size) {
        rates = new float[size];
        seen = new float[size];
        logs = new float[size];
    }

    void begin(int at, float rate) {
        rates[at] = rate;
        logs[at] = FloatMath.log(rate);
    }

    public float log(int at) {
        return logs[at];
    }

    public void learn(int at, boolean hit) {
        float rate = Math.max(LEAST, rates[at] + ((hit ? 1 : 0) - rates[at]) / (seen[at] + PRIOR));
        rates[at] = rate;
        logs[at] = FloatMath.log(rate);
        seen[at] = Math.min(seen[at] + 1, HORIZON);
    }

    /** Makes the logarithms anew after the rates were replaced. */
    void refresh() {
        for (int i = 0; i < rates.length; i++) {
            logs[i] = FloatMath.log(rates[i]);
        }
    }
}
