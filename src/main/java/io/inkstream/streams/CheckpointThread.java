package io.inkstream.streams;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread on which a generator loads checkpoints, one after the other. */
final class CheckpointThread {

    private static final long IDLE_SECONDS = 10;

    private CheckpointThread() {}

    /** Has no thread while there is nothing to do, so that nobody has to close it. */
    static Executor executor() {
        var one = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "load-checkpoints");
            thread.setDaemon(true);
            return thread;
        });
        one.allowCoreThreadTimeOut(true);
        return one;
    }
}
