package io.inkstream.ops;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/** How many records of a topic a client has not read, as its consumers see it. */
final class PartitionLag {

    private PartitionLag() {}

    /** Records by partition; partitions that this client does not read are not there. */
    static Map<Integer, Double> of(KafkaStreams streams, String topic) {
        return streams.metrics().entrySet().stream()
                .filter(metric -> isLag(metric.getKey(), topic))
                .filter(metric -> metric.getValue().metricValue() instanceof Double lag && lag >= 0)
                .collect(Collectors.toMap(
                        metric -> Integer.valueOf(metric.getKey().tags().get("partition")),
                        metric -> (Double) metric.getValue().metricValue(),
                        Math::max));
    }

    private static boolean isLag(MetricName name, String topic) {
        return name.name().equals("records-lag")
                && topic.equals(name.tags().get("topic"))
                && !name.tags().getOrDefault("client-id", "").endsWith("-restore-consumer");
    }
}
