package io.inkstream.train.loop;

/** The steps whose samples show how a model learns to write: it learns most in the beginning, so they are apart further and further. */
public final class FirstSteps {

    /** The step that has a report of its own, however far apart the others are. */
    static final long EARLY = 100;

    private static final long MORE = 500;
    private static final long DOUBLING_FROM = 1_000;

    private FirstSteps() {}

    /** Whether it is step 100, 500, 1,000, or twice, four times as far as that, and on. */
    public static boolean isMilestone(long step) {
        return step == EARLY
                || step == MORE
                || step >= DOUBLING_FROM && step % DOUBLING_FROM == 0 && Long.bitCount(step / DOUBLING_FROM) == 1;
    }
}
