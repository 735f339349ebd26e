package io.inkstream.streams.lifecycle;

import java.time.Duration;
import java.time.Instant;

/** Keeps one reason that comes with each try from being said each time: once, and then every ten minutes. For one thread. */
final class Reasons {

    private static final Duration SILENT = Duration.ofMinutes(10);

    private String said = "";
    private Instant at = Instant.EPOCH;
    private int times;

    /**
     * Counts a reason.
     *
     * @return how often it came in a row, if it is to be said now; else 0
     */
    int next(String reason, Instant now) {
        boolean another = !reason.equals(said);
        times = another ? 1 : times + 1;
        if (!another && Duration.between(at, now).compareTo(SILENT) < 0) {
            return 0;
        }
        said = reason;
        at = now;
        return times;
    }

    /** It worked for a while: what comes now is said. */
    void forget() {
        said = "";
    }
}
