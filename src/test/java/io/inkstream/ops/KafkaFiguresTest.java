package io.inkstream.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many of the figures that a client of Kafka Streams really has are let through. */
final class KafkaFiguresTest {

    @TempDir
    private Path folder;

    /** The names of a client's figures that are let through, each as often as there are series of it. */
    private List<String> exported(KafkaFigures which) {
        var topology = new StreamsBuilder();
        topology.stream("in").to("out");
        var settings = new Properties();
        settings.putAll(Map.of(
                "application.id", "figures", "bootstrap.servers", "127.0.0.1:1", "state.dir", folder.toString()));
        var registry = new SimpleMeterRegistry();
        registry.config().meterFilter(which);
        Gauge.builder("kafka.inkstream.shadow.difference.avg", () -> 1).register(registry);
        Gauge.builder("inkstream.train.loss.nats", () -> 1).register(registry);
        try (var streams = new KafkaStreams(topology.build(), settings);
                var kafka = new KafkaStreamsMetrics(streams)) {
            kafka.bindTo(registry);
            return registry.getMeters().stream()
                    .map(meter -> meter.getId().getName())
                    .toList();
        }
    }

    @Test
    void main_is_few_of_all_and_none_is_none() {
        var all = exported(KafkaFigures.ALL);
        var main = exported(KafkaFigures.MAIN);
        assertThat(all).hasSizeGreaterThan(200).containsAll(main);
        assertThat(main)
                .hasSizeLessThan(50)
                .contains("kafka.inkstream.shadow.difference.avg", "kafka.consumer.fetch.manager.records.lag.max");
        assertThat(exported(KafkaFigures.NONE)).containsExactly("inkstream.train.loss.nats");
    }
}
