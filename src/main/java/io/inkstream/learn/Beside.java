package io.inkstream.learn;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread for work beside that of its owner. It ends by itself when it has had nothing to do for some seconds. */
final class Beside {

    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor executor;

    /** @param name of the thread */
    Beside(String name) {
        executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    <T> Future<T> run(Callable<T> task) {
        return executor.submit(task);
    }

    /** Returns work that was done at once. */
    static <T> Future<T> done(T result) {
        return CompletableFuture.completedFuture(result);
    }

    /**
     * Waits for work, even if it is interrupted meanwhile: what was begun is part of the model.
     *
     * @throws IllegalStateException with what it threw as its cause
     */
    static <T> T get(Future<T> work) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("the mixture could not learn a window", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
