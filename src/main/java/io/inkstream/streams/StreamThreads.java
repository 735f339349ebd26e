package io.inkstream.streams;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TaskMetadata;

/** What Kafka Streams tells of its threads. */
final class StreamThreads {

    private StreamThreads() {}

    /**
     * Time since the thread that has not looked for new records for longest did so.
     *
     * @param started how long it is that they could have, for threads that never did
     */
    static Duration silent(KafkaStreams streams, Duration started) {
        return longest(streams, "last-poll-seconds-ago", started);
    }

    /** Time since the thread that has not sent its group a heartbeat for longest did so; zero for those that never did. */
    static Duration unheard(KafkaStreams streams) {
        return longest(streams, "last-heartbeat-seconds-ago", Duration.ZERO);
    }

    private static Duration longest(KafkaStreams streams, String metricName, Duration never) {
        return streams.metrics().entrySet().stream()
                .filter(metric -> isOfMain(metric.getKey(), metricName))
                .map(metric -> metric.getValue().metricValue())
                .map(value -> value instanceof Number seconds && seconds.doubleValue() >= 0
                        ? Duration.ofMillis((long) (seconds.doubleValue() * 1000))
                        : never)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The main consumers alone: those that restore look only when there is something to restore. */
    private static boolean isOfMain(MetricName name, String wanted) {
        String client = name.tags().getOrDefault("client-id", "");
        return name.name().equals(wanted)
                && client.endsWith("-consumer")
                && !client.endsWith("-restore-consumer")
                && !client.endsWith("-global-consumer");
    }

    /** The tasks of all threads by id, active ones first; none while the client does not run. */
    static List<InstanceStatus.Task> tasks(KafkaStreams streams) {
        if (!streams.state().isRunningOrRebalancing()) {
            return List.of();
        }
        return streams.metadataForLocalThreads().stream()
                .flatMap(
                        thread -> Stream.concat(tasks(thread.activeTasks(), false), tasks(thread.standbyTasks(), true)))
                .sorted(Comparator.comparing(InstanceStatus.Task::standby).thenComparing(InstanceStatus.Task::id))
                .toList();
    }

    private static Stream<InstanceStatus.Task> tasks(Set<TaskMetadata> tasks, boolean standby) {
        return tasks.stream()
                .map(task -> new InstanceStatus.Task(
                        task.taskId().toString(),
                        standby,
                        task.topicPartitions().stream()
                                .map(TopicPartition::toString)
                                .sorted()
                                .collect(Collectors.toList())));
    }
}
