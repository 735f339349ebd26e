package io.inkstream.mixture.count;

import java.util.Arrays;

/**
 * What is learned of how far an {@code Expert} is right: shares of its parent's opinion, by expectation maximization for each number of
 * symbols, level of their total and length of the run; and how often what is listed in some way comes, and what is not listed.
 */
public final class ExpertRates {

    public static final int LENGTHS = 16;
    public static final int RANKS = 3;
    public static final int STATES = Level.COUNT * Level.COUNT;

    private static final float SHARE_BEGIN = 0.4f;
    private static final float RECENT_BEGIN = 0.3f;
    private static final float UNLISTED_BEGIN = 0.3f;
    private static final int SHARE_HORIZON = 500;
    private static final float RATE_MAX = 0.98f;
    private static final float RATE_PRIOR = 0.7f;

    public final Share shares = new Share(2 * STATES, SHARE_BEGIN, SHARE_HORIZON);
    public final Share recentShares = new Share(STATES, RECENT_BEGIN, SHARE_HORIZON);
    public final Hits hits = new Hits((RANKS + 1) * STATES);
    public final Hits unlisted = new Hits(STATES);

    public ExpertRates() {
        Arrays.fill(shares.values, 0, 2 * LENGTHS, 1);
        for (int state = 0; state < STATES; state++) {
            float rate = Level.typical(state / Level.COUNT) / (Level.typical(state % Level.COUNT) + RATE_PRIOR);
            for (int rank = 0; rank <= RANKS; rank++) {
                hits.begin(rank * STATES + state, Math.min(RATE_MAX, rate));
            }
            unlisted.begin(state, UNLISTED_BEGIN);
        }
    }

    /** Makes the logarithms anew after the rates were replaced. */
    public void refresh() {
        hits.refresh();
        unlisted.refresh();
    }
}
