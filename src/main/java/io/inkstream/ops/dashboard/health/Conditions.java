package io.inkstream.ops.dashboard.health;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what the dashboard shows is fresh: asks the brokers and the instances every two seconds, in a thread of its own, so that each page says within ten what is
 * wrong. Safe for threads.
 */
public final class Conditions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Conditions.class);

    static final long PAUSE_MS = 2000;

    private final InstantSource clock;
    private final Supplier<Findings> look;
    private final Consumer<State> each;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Long> since = new HashMap<>();
    private final Thread thread = new Thread(this::run, "dashboard-conditions");
    private long before;
    private volatile State state;

    /**
     * One that has not begun.
     *
     * @param look asks, which takes a few seconds at most
     * @param each is told after each look
     */
    Conditions(InstantSource clock, Supplier<Findings> look, Consumer<State> each) {
        this.clock = clock;
        this.look = look;
        this.each = each;
        this.before = clock.millis();
        this.state = new State(before, before, null, null, null, false, List.of());
        thread.setDaemon(true);
    }

    /**
     * Something that is wrong.
     *
     * @param what in one sentence
     * @param since when it was seen in order last, or this dashboard began; ms since the epoch
     */
    record Condition(Findings.Part part, String what, long since) {}

    /**
     * How all is.
     *
     * @param at when it was asked for, ms since the epoch
     * @param now when it is told, by the clock that the times are of: a browser's may be another
     * @param brokers whether they answer; null before they were asked
     * @param trainers whether one runs; null where that is not known
     * @param generators likewise
     * @param read whether the topics have been read to their ends
     */
    public record State(
            long at,
            long now,
            Boolean brokers,
            Boolean trainers,
            Boolean generators,
            boolean read,
            List<Condition> wrong) {}

    void start() {
        thread.start();
    }

    /** As of the last look, told now. */
    State state() {
        var last = state;
        return new State(
                last.at(),
                clock.millis(),
                last.brokers(),
                last.trainers(),
                last.generators(),
                last.read(),
                last.wrong());
    }

    private void run() {
        try {
            do {
                turn();
            } while (!closed.await(PAUSE_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        try {
            lookAgain();
        } catch (RuntimeException e) {
            LOG.warn("The state of brokers and instances could not be seen", e);
        }
    }

    /** Looks, and tells. */
    void lookAgain() {
        long now = clock.millis();
        var found = look.get();
        since.keySet().retainAll(found.wrong().keySet());
        found.wrong().keySet().forEach(what -> since.putIfAbsent(what, before));
        before = now;
        state = new State(
                now,
                clock.millis(),
                found.brokers(),
                found.trainers(),
                found.generators(),
                found.read(),
                found.wrong().entrySet().stream()
                        .map(wrong -> new Condition(
                                wrong.getValue().part(), wrong.getValue().what(), since.get(wrong.getKey())))
                        .toList());
        each.accept(state);
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
