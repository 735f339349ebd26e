package io.inkstream.train.loop;

/** What a model had done before a restart, and does again in silence from its checkpoint on. */
public final class Repetition {

    private long steps;
    private long scored;

    /** Says that so many steps were done, and reported, before: those up to there are repetitions. */
    public void until(long steps) {
        this.steps = steps;
    }

    /** Whether the last of so many steps was done before, and had its consequences then. */
    public boolean includes(long steps) {
        return steps <= this.steps;
    }

    /** Whether the last of so many steps was the last of those done before. */
    public boolean endsWith(long steps) {
        return steps == this.steps;
    }

    /** Says that the scores of windows that were learned with the first so many steps have been told. */
    public void scoredUntil(long steps) {
        scored = steps;
    }

    /** Steps with whose windows' scores have been told. */
    public long scored() {
        return scored;
    }
}
