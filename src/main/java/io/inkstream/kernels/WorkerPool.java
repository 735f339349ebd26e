package io.inkstream.kernels;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A fixed number of threads that share out tasks, the caller being one of them. What a task computes must not depend on who
 * takes it: then nothing depends on how many threads there are. Threads start with the first job, spin for some microseconds
 * between jobs, since a step of training hands them several, unless told not to, and then park. For use by one thread at a time.
 */
public final class WorkerPool implements AutoCloseable {

    /** About 200 microseconds: longer than what one thread does between two steps of a small network, while waking takes as long. */
    private static final int SPINS = 8_000;

    /** Elements to be copied or added up that are worth a second thread, which spins by then: some 2 microseconds. */
    private static final int WORTH_SHARING = 10_000;

    private static final long PATIENCE_NANOS = 20_000;

    private static final WorkerPool ALONE = new WorkerPool(1);

    private final int threads;
    private final int spinsBetweenJobs;
    private Thread[] helpers = new Thread[0];
    private volatile Job job;
    private volatile boolean closed;

    /** @param threads that work, the caller among them; at least 1 */
    public WorkerPool(int threads) {
        this(threads, SPINS);
    }

    /** Of threads that park as soon as there is no task left, and leave their processors to others: for jobs that are far apart. */
    public static WorkerPool withoutSpinning(int threads) {
        return new WorkerPool(threads, 0);
    }

    private WorkerPool(int threads, int spinsBetweenJobs) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1: " + threads);
        }
        this.threads = threads;
        this.spinsBetweenJobs = spinsBetweenJobs;
    }

    /** Tasks 0 to count - 1, and how far they came. */
    private static final class Job {
        final int count;
        final IntConsumer task;
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger left;
        volatile Throwable failure;

        Job(int count, IntConsumer task) {
            this.count = count;
            this.task = task;
            this.left = new AtomicInteger(count);
        }

        void work() {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    task.accept(i);
                } catch (Throwable t) {
                    failure = t;
                } finally {
                    left.getAndDecrement();
                }
            }
        }
    }

    /** The calling thread by itself; shared by all who want no other. */
    public static WorkerPool alone() {
        return ALONE;
    }

    public int threads() {
        return threads;
    }

    /** Into how many parts to share out so many elements that are copied or added up. */
    public int partsOf(long elements) {
        return elements < WORTH_SHARING ? 1 : threads;
    }

    /**
     * Runs all tasks and waits for them. What they wrote is seen by the caller.
     *
     * @param task takes 0 to count - 1, each once
     * @throws IllegalStateException with what a task threw as its cause; the other tasks have ended
     */
    public void run(int count, IntConsumer task) {
        if (threads == 1 || count == 1) {
            for (int i = 0; i < count; i++) {
                task.accept(i);
            }
            return;
        }
        start();
        var mine = new Job(count, task);
        job = mine;
        for (int i = 0; i < Math.min(helpers.length, count - 1); i++) {
            LockSupport.unpark(helpers[i]);
        }
        mine.work();
        for (int spin = 0; mine.left.get() > 0; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PATIENCE_NANOS);
            }
        }
        job = null;
        if (mine.failure != null) {
            throw new IllegalStateException("a part of a step failed", mine.failure);
        }
    }

    private void start() {
        if (helpers.length > 0) {
            return;
        }
        closed = false;
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Thread(this::help, "inkstream-engine-" + (i + 1));
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
    }

    private void help() {
        Job last = null;
        for (int spin = 0; !closed; spin++) {
            var current = job;
            if (current != null && current != last) {
                current.work();
                last = current;
                spin = 0;
            } else if (spin < spinsBetweenJobs) {
                Thread.onSpinWait();
            } else {
                // Holds no finished job, whose task holds buffers.
                last = null;
                LockSupport.park(this);
                spin = 0;
            }
        }
    }

    /** Ends the threads. A later job starts new ones. */
    @Override
    public void close() {
        closed = true;
        for (var helper : helpers) {
            LockSupport.unpark(helper);
        }
        boolean interrupted = false;
        for (var helper : helpers) {
            while (helper.isAlive()) {
                try {
                    helper.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        helpers = new Thread[0];
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
