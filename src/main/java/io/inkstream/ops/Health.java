package io.inkstream.ops;

import io.inkstream.streams.InstanceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams.State;

/** What orchestrators ask of an instance. Pure: a status in, an answer with its reason out. */
final class Health {

    private Health() {}

    /**
     * @param ok the answer
     * @param why the reason, for people
     */
    record Answer(boolean ok, String why) {}

    /**
     * Whether it is to be left alone: it runs, or makes progress towards running. Where it is not, a new start may help.
     *
     * @param stuckAfter how long it may show no sign of life
     * @param repeated time since it repeated a step, which it does without looking for records
     * @param now when the status was taken
     */
    static Answer live(InstanceStatus status, Duration stuckAfter, Duration repeated, Instant now) {
        if (status.error().isPresent()) {
            return new Answer(false, "it cannot continue: " + status.error().get());
        }
        if (status.beginsAgain()) {
            return new Answer(true, "it restarts from its last commit");
        }
        if (status.state() != State.CREATED && !status.state().isRunningOrRebalancing()) {
            return new Answer(false, "it has stopped: " + status.state());
        }
        if (status.silent().compareTo(stuckAfter) > 0 && repeated.compareTo(stuckAfter) > 0) {
            return new Answer(
                    false,
                    "stuck: a thread has not looked for new records for %d s (stuck.after.ms=%d)"
                            .formatted(status.silent().toSeconds(), stuckAfter.toMillis()));
        }
        var stuck = status.restores().stream()
                .filter(isOlderThan(now.minus(stuckAfter)))
                .findFirst();
        if (stuck.isPresent()) {
            return new Answer(
                    false,
                    "stuck: store %s has restored nothing since %s (stuck.after.ms=%d)"
                            .formatted(stuck.get().store(), stuck.get().moved(), stuckAfter.toMillis()));
        }
        return new Answer(true, doing(status));
    }

    /**
     * Whether it does its work: all its tasks run, the brokers answer, and there is a model where one is needed.
     *
     * @param unheardMax how long its group may have had no sign of life
     */
    static Answer ready(InstanceStatus status, Duration unheardMax) {
        if (status.error().isPresent()) {
            return new Answer(false, "it cannot continue: " + status.error().get());
        }
        if (status.state() != State.RUNNING) {
            return new Answer(false, doing(status));
        }
        if (status.unheard().compareTo(unheardMax) > 0) {
            return new Answer(
                    false,
                    "no broker answers: its last heartbeat was %d s ago"
                            .formatted(status.unheard().toSeconds()));
        }
        if (status.hasModel().equals(Optional.of(false))) {
            return new Answer(
                    false, "no model yet: a trainer publishes one on model-checkpoints at its first checkpoint");
        }
        return new Answer(true, doing(status));
    }

    /** Whether it has been in working order since it was started. */
    static Answer started(InstanceStatus status) {
        return new Answer(status.hasRun(), status.hasRun() ? "it has started" : "it has not run yet: " + doing(status));
    }

    private static String doing(InstanceStatus status) {
        String state = status.state() + " since " + status.since();
        if (status.restores().isEmpty()) {
            return state;
        }
        return state + "; restoring "
                + status.restores().stream()
                        .map(restore -> String.format(
                                Locale.ROOT,
                                "%s-%d %.0f %%",
                                restore.store(),
                                restore.partition(),
                                100 * restore.done()))
                        .collect(Collectors.joining(", "));
    }

    private static Predicate<InstanceStatus.Restore> isOlderThan(Instant limit) {
        return restore -> restore.moved().isBefore(limit);
    }
}
