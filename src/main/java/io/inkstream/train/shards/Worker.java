package io.inkstream.train.shards;

import java.util.concurrent.locks.LockSupport;

/** A thread beside the stream thread that can be ended at any moment, whatever it waits for. */
public final class Worker implements AutoCloseable {

    private final Thread thread;
    private volatile boolean isStopped;

    /**
     * One that has not begun.
     *
     * @param work looks at {@link #isStopped} now and then, and returns when it is so
     */
    public Worker(String name, Runnable work) {
        thread = new Thread(work, name);
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Whether the work is to end. */
    public boolean isStopped() {
        return isStopped;
    }

    /** Waits so long, in the thread itself; less if it is to end. */
    public void sleep(long nanos) {
        long until = System.nanoTime() + nanos;
        while (!isStopped && System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    /** Ends it, and returns when it has ended: it may wait for a broker while the stream thread is in a transaction. */
    @Override
    public void close() {
        isStopped = true;
        thread.interrupt();
        boolean wasInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
