package io.inkstream.generate.shadow;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.streams.StreamsMetrics;

/** The differences that a {@link Shadow} finds, among the metrics of Kafka Streams. */
public final class ShadowMetrics implements AutoCloseable {

    public static final String GROUP = "inkstream-shadow-metrics";

    private final StreamsMetrics metrics;
    private final Map<String, String> tags;
    private final Sensor difference;
    private final Sensor skipped;

    /**
     * @param task the task's id
     * @param model the model that answers
     * @param shadow the model that scores
     */
    public ShadowMetrics(StreamsMetrics metrics, String task, String model, String shadow) {
        this.metrics = metrics;
        this.tags = new TreeMap<>(Map.of("task-id", task, "model", model, "shadow", shadow));
        difference = metrics.addSensor("shadow-difference-" + task, Sensor.RecordingLevel.INFO);
        difference.add(
                name("difference-avg", "Mean of how many more bits a character of a reply takes under model.shadow"),
                new Avg());
        difference.add(name("difference-max", "The most of these differences, in bits per character"), new Max());
        difference.add(name("scored-total", "Replies that were scored under model.shadow"), new CumulativeCount());
        skipped = metrics.addSensor("shadow-skipped-" + task, Sensor.RecordingLevel.INFO);
        skipped.add(
                name("skipped-total", "Replies that were not: too many waited, or there was no such model"),
                new CumulativeCount());
    }

    private MetricName name(String name, String description) {
        return new MetricName(name, GROUP, description, tags);
    }

    public void difference(double bitsPerCharacter) {
        difference.record(bitsPerCharacter);
    }

    public void skipped() {
        skipped.record();
    }

    @Override
    public void close() {
        metrics.removeSensor(difference);
        metrics.removeSensor(skipped);
    }
}
