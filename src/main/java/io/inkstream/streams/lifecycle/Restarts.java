package io.inkstream.streams.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * How often an instance starts again, and after which pause: at once, then after 1 s, and twice as long each time up to half a
 * minute. For one thread.
 */
final class Restarts {

    /** Whoever worked for so long did not fail of what the last one failed of. */
    static final Duration WELL = Duration.ofSeconds(60);

    /** In a row, where nothing says that it passes: half a minute in all. */
    static final int MOST = 6;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private int inARow;
    private int bounded;

    /**
     * The pause before the next start; empty if there is to be none.
     *
     * @param kind what it failed of
     * @param worked how long it had been in working order
     */
    Optional<Duration> after(Diagnosis.Kind kind, Duration worked) {
        if (worked.compareTo(WELL) >= 0) {
            inARow = 0;
            bounded = 0;
        }
        if (kind == Diagnosis.Kind.LASTING || !Diagnosis.isWaitedFor(kind) && bounded == MOST) {
            return Optional.empty();
        }
        bounded += Diagnosis.isWaitedFor(kind) ? 0 : 1;
        return Optional.of(pause(inARow++));
    }

    private static Duration pause(int before) {
        if (before == 0) {
            return Duration.ZERO;
        }
        var pause = FIRST_PAUSE;
        for (int i = 1; i < before && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
