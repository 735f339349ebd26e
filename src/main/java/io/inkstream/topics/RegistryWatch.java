package io.inkstream.topics;

import io.inkstream.config.Configuration;
import io.inkstream.serde.registry.RegistryIds;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares once a minute, in a thread of its own, what the registry has under the ids that a process met with what it met. A process
 * that remembers its schemas would not see for weeks that the registry lost them. Safe for threads.
 */
public final class RegistryWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryWatch.class);

    /** The first comes sooner, for a process that is started to see what is wrong. */
    private static final long FIRST_SECONDS = 5;

    private static final long EVERY_SECONDS = 60;

    private final Configuration configuration;
    private final String name;
    private final RegistryIds ids = new RegistryIds();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * A watch that has not begun.
     *
     * @param name of its process, for its thread
     */
    public RegistryWatch(Configuration configuration, String name) {
        this.configuration = configuration;
        this.name = name;
    }

    /** Begins to watch. */
    public void start() {
        var thread = new Thread(this::run, name + "-registry");
        thread.setDaemon(true);
        thread.start();
    }

    /** What the serdes of the process are to be made with. */
    public RegistryIds ids() {
        return ids;
    }

    private void run() {
        try {
            for (long wait = FIRST_SECONDS; !closed.await(wait, TimeUnit.SECONDS); wait = EVERY_SECONDS) {
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        try {
            ids.check(configuration.registry());
        } catch (RuntimeException e) {
            LOG.warn("The ids of the registry could not be compared with those of the records", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
