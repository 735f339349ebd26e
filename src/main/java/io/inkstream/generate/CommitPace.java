package io.inkstream.generate;

import java.time.Duration;

/** Says when to ask for a commit: as soon as nothing is left to do, and under load when enough was done since the last one. For one thread. */
final class CommitPace {

    /** Under load it is worked for so long at least between two commits, or for so many times as long as the last one took. */
    private static final long NANOS_MIN = Duration.ofMillis(20).toNanos();

    private static final int WORK_PER_COMMIT = 2;

    /** And never longer than this, however long a commit takes. */
    private static final long NANOS_MAX = Duration.ofMillis(100).toNanos();

    private boolean uncommitted;
    private boolean asked;
    /** When the last commit was asked for, and when it was seen to be done. */
    private long askedAt;

    private long committed;

    /** Something was sent. */
    void sent() {
        uncommitted = true;
    }

    /**
     * Whether to ask for a commit, which is then taken to be asked for.
     *
     * @param isIdle whether nothing is left to do
     * @param now in nanoseconds
     */
    boolean isDue(boolean isIdle, long now) {
        if (asked) {
            // It was done since. Time counts from here, or a slow one would be followed by the next at once.
            committed = now;
            asked = false;
        }
        if (!uncommitted || !isIdle && now - committed < untilNext()) {
            return false;
        }
        uncommitted = false;
        asked = true;
        askedAt = now;
        return true;
    }

    private long untilNext() {
        return Math.min(NANOS_MAX, Math.max(NANOS_MIN, WORK_PER_COMMIT * (committed - askedAt)));
    }
}
