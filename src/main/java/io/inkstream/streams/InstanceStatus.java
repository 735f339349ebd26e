package io.inkstream.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How one instance of a topology is, at one moment.
 *
 * @param topology {@code Trainer} or {@code Generator}
 * @param instance its {@code instance.id}
 * @param state the state of its Kafka Streams client
 * @param since since when it is in that state
 * @param hasRun whether it was in working order at any time since its start
 * @param beginsAgain whether its client has ended and is about to be replaced
 * @param error what ended it, or is about to
 * @param silent time since one of its threads last looked for new records; of the one that did so longest ago
 * @param unheard time since one of its threads last sent its group a sign of life, which it does while the brokers answer; of the one that did so longest ago
 * @param restores stores that are being restored from their changelogs
 * @param tasks what it works on, and what it holds copies of for others
 * @param hasModel whether there is a model to answer with; empty where none is needed
 */
public record InstanceStatus(
        String topology,
        String instance,
        KafkaStreams.State state,
        Instant since,
        boolean hasRun,
        boolean beginsAgain,
        Optional<String> error,
        Duration silent,
        Duration unheard,
        List<Restore> restores,
        List<Task> tasks,
        Optional<Boolean> hasModel) {

    /**
     * A store on its way back from its changelog.
     *
     * @param from the offset that it began at
     * @param at the offset of the last record that was taken
     * @param end the offset behind the last record that there is
     * @param begun when it began
     * @param moved when records were taken last
     */
    public record Restore(
            String store, String changelog, int partition, long from, long at, long end, Instant begun, Instant moved) {

        Restore at(long offset, Instant now) {
            return new Restore(store, changelog, partition, from, offset, end, begun, now);
        }

        /** How much of it is done, from 0 to 1. */
        public double done() {
            return end <= from ? 1 : Math.min(1, (at - from) / (double) (end - from));
        }
    }

    /**
     * A task of the topology.
     *
     * @param id {@code 0_1} for partition 1 of subtopology 0
     * @param standby whether it is only a copy of another instance's state
     * @param partitions the partitions that it reads, as {@code topic-partition}
     */
    public record Task(String id, boolean standby, List<String> partitions) {}
}
