package io.inkstream.streams.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What follows from the failures of an instance's clients: whether another client begins, after which pause and with which state, and what is said of it.
 * For one thread, but for the methods that say otherwise.
 */
final class Recovery {

    private final Restarts restarts = new Restarts();
    private final Reasons reasons = new Reasons();
    // Of whoever holds its lock.
    private final Map<Diagnosis.Kind, Long> counts = new EnumMap<>(Diagnosis.Kind.class);
    private Duration pause = Duration.ZERO;
    private boolean withoutState;
    private volatile boolean repeats;

    /**
     * Takes a failure.
     *
     * @param worked how long the client had been in working order
     * @return whether another client is to begin
     */
    boolean begins(Diagnosis.Kind kind, Duration worked) {
        var next = restarts.after(kind, worked);
        if (next.isEmpty()) {
            return false;
        }
        pause = next.get();
        withoutState |= kind == Diagnosis.Kind.LOCAL_STATE;
        synchronized (counts) {
            counts.merge(kind, 1L, Long::sum);
        }
        return true;
    }

    /** What is to be said of the failure that was taken last, without whose it is; empty if it was said of one like it not long ago. */
    Optional<String> sentence(String reason, Duration worked, Instant now) {
        if (worked.compareTo(Restarts.WELL) >= 0) {
            reasons.forget();
        }
        int times = reasons.next(reason, now);
        repeats = times != 1;
        return times == 0
                ? Optional.empty()
                : Optional.of("restarts from its last commit"
                        + (pause.isZero() ? "" : " in " + pause.toSeconds() + " s")
                        + (withoutState ? ", without its local state, which is restored from Kafka" : "")
                        + (times == 1 ? "" : ", as " + times + " times in a row now")
                        + ": " + reason);
    }

    /** How long to wait before the next client. */
    Duration pause() {
        return pause;
    }

    /** Whether the next client begins without local state. */
    boolean isWithoutState() {
        return withoutState;
    }

    /** Says that there is no local state any more. */
    void stateIsGone() {
        withoutState = false;
    }

    /** Whether it begins again for a reason that was said. For any thread. */
    boolean repeats() {
        return repeats;
    }

    /** How often another client began, by what the one before had failed of. For any thread. */
    Map<Diagnosis.Kind, Long> counts() {
        synchronized (counts) {
            return Map.copyOf(counts);
        }
    }
}
