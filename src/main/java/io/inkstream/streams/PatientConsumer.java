package io.inkstream.streams;

import io.inkstream.serde.TopicNames;
import io.inkstream.train.Intake;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
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
    /** What Kafka Streams pauses while it polls, in a rebalance: that is its own to resume. */
    private final Set<TopicPartition> pausedMeanwhile = new HashSet<>();

    PatientConsumer(Map<String, Object> settings, Intake intake, Removed removed) {
        super(settings, removed);
        this.intake = intake;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        var paused = paused();
        var full = assignment().stream()
                .filter(partition -> partition.topic().equals(TopicNames.CORPUS_ORDERED))
                .filter(partition -> intake.isFull(partition.partition()) && !paused.contains(partition))
                .collect(Collectors.toSet());
        if (full.isEmpty()) {
            return super.poll(timeout);
        }
        super.pause(full);
        pausedMeanwhile.clear();
        try {
            // There is text to learn meanwhile: it does not wait for more.
            return super.poll(Duration.ZERO);
        } finally {
            full.removeAll(pausedMeanwhile);
            full.retainAll(assignment());
            super.resume(full);
        }
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        pausedMeanwhile.addAll(partitions);
        super.pause(partitions);
    }
}
