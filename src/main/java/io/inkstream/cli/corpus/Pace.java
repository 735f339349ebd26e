package io.inkstream.cli.corpus;

import java.util.concurrent.locks.LockSupport;

/** Holds a sender to a rate. */
final class Pace {

    private final double perSecond;
    private final long begin = System.nanoTime();
    private long spent;

    Pace(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Returns once this much more is due. */
    void spend(long amount) {
        spent += amount;
        long due = begin + (long) (spent / perSecond * 1e9);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
