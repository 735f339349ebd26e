package io.inkstream.ops;

import io.inkstream.streams.InstanceStatus;
import java.time.Duration;
import java.util.List;

/**
 * An answer of {@code /health/...} for one topology, as JSON.
 *
 * @param why the reason for the answer, for people
 * @param state the state of the Kafka Streams client
 * @param since since when it is in that state
 * @param silentSeconds seconds since it last looked for new records
 * @param modelPresent whether there is a model to answer with; null for a trainer
 */
record HealthReport(
        String topology,
        String instance,
        boolean ok,
        String why,
        String state,
        String since,
        double silentSeconds,
        Boolean modelPresent,
        List<Restoring> restores,
        List<InstanceStatus.Task> tasks) {

    /** What is answered for all topologies of a process: yes if it is yes for each. */
    record Body(boolean ok, List<HealthReport> topologies) {}

    /**
     * A store on its way back.
     *
     * @param left records that it lacks
     * @param done how much of it is done, from 0 to 1
     * @param secondsLeft how long it will take at the speed so far; null while that is unknown
     */
    record Restoring(String store, int partition, long left, double done, Double secondsLeft) {

        static Restoring of(InstanceStatus.Restore restore) {
            long taken = restore.at() - restore.from();
            double seconds = Duration.between(restore.begun(), restore.moved()).toMillis() / 1000.0;
            long left = Math.max(0, restore.end() - restore.at());
            return new Restoring(
                    restore.store(),
                    restore.partition(),
                    left,
                    restore.done(),
                    taken <= 0 || seconds <= 0 ? null : left * seconds / taken);
        }
    }

    static HealthReport of(InstanceStatus status, Health.Answer answer) {
        return new HealthReport(
                status.topology(),
                status.instance(),
                answer.ok(),
                answer.why(),
                status.state().toString(),
                status.since().toString(),
                status.silent().toMillis() / 1000.0,
                status.hasModel().orElse(null),
                status.restores().stream().map(Restoring::of).toList(),
                status.tasks());
    }
}
