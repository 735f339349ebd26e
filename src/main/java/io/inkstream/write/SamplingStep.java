package io.inkstream.write;

/** What a {@link SamplingMethod} does to one draw. Shared by threads as it is. */
interface SamplingStep {

    /** Whether it changes scores. */
    default boolean penalizes() {
        return false;
    }

    /**
     * Changes scores, before the temperature divides them.
     *
     * @param scores logits, overwritten
     * @param recent what was read and written last
     */
    default void penalize(double[] scores, Recent recent) {}

    /**
     * Takes ids out of those that may be drawn; at least one is left.
     *
     * @param candidates overwritten
     * @param uniform the random number that will draw among those that are left, in [0, 1)
     */
    default void narrow(SamplingCandidates candidates, double uniform) {}
}
