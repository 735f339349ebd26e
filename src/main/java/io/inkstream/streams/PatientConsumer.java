package io.inkstream.streams;

import io.inkstream.serde.TopicNames;
import io.inkstream.train.Intake;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The trainer's consumer: leaves text in Kafka that there is no room for. Kafka Streams bounds the records that it has not handed
 * to a processor yet; what a processor keeps for later it cannot know. For one thread, as every consumer.
 */
final class PatientConsumer extends SourceConsumer {

    private final Intake intake;
    private final Duration whileFull;
    /** What Kafka Streams pauses while it polls, in a rebalance: that is its own to resume. */
    private final Set<TopicPartition> pausedMeanwhile = new HashSet<>();

    /**
     * @param whileFull how long a poll may wait for other records while text is left in Kafka: not at all where its own thread learns meanwhile
     */
    PatientConsumer(Map<String, Object> settings, Intake intake, Duration whileFull, Removed removed) {
        super(settings, removed);
        this.intake = intake;
        this.whileFull = whileFull;
    }

    private boolean isFull(TopicPartition partition) {
        return partition.topic().equals(TopicNames.CORPUS_ORDERED) && intake.isFull(partition.partition());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        var paused = paused();
        var full = assignment().stream()
                .filter(partition -> isFull(partition) && !paused.contains(partition))
                .collect(Collectors.toSet());
        if (full.isEmpty()) {
            return super.poll(timeout);
        }
        super.pause(full);
        pausedMeanwhile.clear();
        try {
            return super.poll(timeout.compareTo(whileFull) < 0 ? timeout : whileFull);
        } finally {
            full.removeAll(pausedMeanwhile);
            full.retainAll(assignment());
            super.resume(full);
        }
    }

    /** None where text is left in Kafka: a task reads none of its topics while another one has records that it could read first. */
    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        return isFull(partition) ? OptionalLong.of(0) : super.currentLag(partition);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        pausedMeanwhile.addAll(partitions);
        super.pause(partitions);
    }
}
