package io.inkstream.ops;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Set;

/**
 * How many of the figures of Kafka Streams and its clients are exported: several hundred for each client, of which an operator looks at
 * few.
 */
enum KafkaFigures implements MeterFilter {
    NONE,
    MAIN,
    ALL;

    private static final String PREFIX = "kafka.";

    /** Those that Inkstream adds to Kafka Streams' own. */
    private static final String OWN = "kafka.inkstream.";

    private static final Set<String> CHOSEN = Set.of(
            "kafka.stream.alive.stream.threads",
            "kafka.stream.client.state",
            "kafka.stream.failed.stream.threads",
            "kafka.stream.thread.commit.latency.max",
            "kafka.stream.thread.commit.ratio",
            "kafka.stream.thread.commit.total",
            "kafka.stream.thread.poll.ratio",
            "kafka.stream.thread.process.latency.max",
            "kafka.stream.thread.process.ratio",
            "kafka.stream.thread.process.total",
            "kafka.stream.thread.punctuate.latency.max",
            "kafka.stream.thread.punctuate.ratio",
            "kafka.consumer.connection.count",
            "kafka.consumer.coordinator.assigned.partitions",
            "kafka.consumer.coordinator.failed.rebalance.total",
            "kafka.consumer.coordinator.last.heartbeat.seconds.ago",
            "kafka.consumer.coordinator.last.rebalance.seconds.ago",
            "kafka.consumer.coordinator.rebalance.total",
            "kafka.consumer.failed.authentication.total",
            "kafka.consumer.fetch.manager.records.consumed.total",
            "kafka.consumer.fetch.manager.records.lag.max",
            "kafka.producer.connection.count",
            "kafka.producer.failed.authentication.total",
            "kafka.producer.record.error.total",
            "kafka.producer.record.retry.total",
            "kafka.producer.record.send.total",
            "kafka.producer.request.latency.max");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String name = id.getName();
        boolean exported = switch (this) {
            case NONE -> !name.startsWith(PREFIX);
            case MAIN -> !name.startsWith(PREFIX) || name.startsWith(OWN) || CHOSEN.contains(name);
            case ALL -> true;
        };
        return exported ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
    }
}
