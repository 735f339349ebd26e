package io.inkstream.streams.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Compares this machine's clock with one that only runs on, to see when somebody sets it back. For one thread. */
final class ClockWatch {

    /** Clocks are kept right by less. */
    private static final Duration LEAST = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private Instant instant;
    private long nanos;

    /**
     * @param clock this machine's
     * @param nanoTime one that only runs on, as {@link System#nanoTime}
     */
    ClockWatch(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        remember();
    }

    /** In this order a pause between the two looks like a clock set forward. */
    private void remember() {
        instant = clock.instant();
        nanos = nanoTime.getAsLong();
    }

    /**
     * Looks at both clocks.
     *
     * @throws SetBackException if the clock was set back since it was looked at last
     */
    void look() {
        long passed = nanoTime.getAsLong() - nanos;
        var before = instant;
        remember();
        var by = Duration.between(instant, before.plusNanos(passed));
        if (by.compareTo(LEAST) >= 0) {
            throw new SetBackException(by);
        }
    }

    /** A client measures its heartbeats and punctuations by this machine's clock, and does nothing until it is again as late as it was. */
    static final class SetBackException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private SetBackException(Duration by) {
            super("this machine's clock was set back by " + by.toSeconds() + " s");
        }
    }
}
