package io.inkstream.train.corpus;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Leaves records of {@code corpus-in} out while their model is too far behind its stream ({@code behind=thin}). What the time decided is written down: each of
 * them has a record on {@code corpus-ordered} ({@link LeftOut}), so whoever learns the text again needs no clock.
 */
public final class Thinning {

    /** The text that was put in order and that no trainer has read. */
    @FunctionalInterface
    public interface Backlog {

        /**
         * How old a model's oldest such text is.
         *
         * @return its time, in milliseconds since 1970-01-01 UTC; {@link Long#MAX_VALUE}: there is none, or it is not known
         */
        long oldest(String model);
    }

    private final Duration most;
    private final Backlog backlog;
    private final InstantSource clock;

    /** @param most how far behind a model may be */
    public Thinning(Duration most, Backlog backlog, InstantSource clock) {
        this.most = most;
        this.backlog = backlog;
        this.clock = clock;
    }

    /**
     * Whether a record is left out: it is too old itself, or the text before it is.
     *
     * @param timestamp of the record, in milliseconds since 1970-01-01 UTC
     */
    public boolean leavesOut(String model, long timestamp) {
        return clock.millis() - Math.min(timestamp, backlog.oldest(model)) > most.toMillis();
    }
}
