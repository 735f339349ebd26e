package io.inkstream.ops.dashboard.learning;

import io.inkstream.config.Configuration;
import io.inkstream.http.Refusal;
import io.inkstream.ops.dashboard.live.Events;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.serde.ReadBack;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.registry.RegistryIds;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicReader;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** How the models learn: everything that stands on {@code training-metrics}. */
public final class Learning implements AutoCloseable {

    /** Models that are shown; the rest is on the topic. */
    private static final int MODELS_MAX = 1000;

    private static final int POINTS_MAX = 4000;
    private static final int SAMPLES_SHOWN = 12;

    private final Map<String, Curve> curves = new ConcurrentSkipListMap<>();
    private final Deserializer<SpecificRecord> avro;
    private final Events events;
    private final Tail tail;

    public Learning(Configuration configuration, RegistryIds ids, Events events) {
        this.avro = AvroSerdes.values(configuration, ids).deserializer();
        this.events = events;
        this.tail = new Tail(configuration, TopicNames.METRICS, TopicReader::toBeginning, this::take);
    }

    /** A model with its newest report. */
    record Model(String name, int reports, Map<String, Double> last) {}

    /** What is shown first. */
    record Overview(List<Model> models) {}

    /** What a report adds to a curve that is shown already. */
    record Point(String model, Map<String, Double> values, boolean sampled) {}

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var report = ReadBack.report(avro.deserialize(TopicNames.METRICS, record.headers(), record.value()));
        if (curves.containsKey(report.getModel()) || curves.size() < MODELS_MAX) {
            var curve = curves.computeIfAbsent(report.getModel(), name -> new Curve());
            curve.add(report);
            events.send(
                    "report",
                    new Point(
                            report.getModel(),
                            curve.last(),
                            !report.getSamples().isEmpty()));
        }
    }

    /** What follows the topic. */
    public Tail tail() {
        return tail;
    }

    public void overview(Context context) {
        context.json(new Overview(curves.entrySet().stream()
                .map(curve -> new Model(
                        curve.getKey(),
                        curve.getValue().size(),
                        curve.getValue().last()))
                .toList()));
    }

    public void curve(Context context) {
        var along = context.queryParamAsClass("along", String.class).getOrDefault("characters");
        context.json(of(context)
                .between(
                        Curve.Column.valueOf(along.toUpperCase(Locale.ROOT)),
                        context.queryParamAsClass("from", Double.class).getOrDefault(Double.NEGATIVE_INFINITY),
                        context.queryParamAsClass("to", Double.class).getOrDefault(Double.MAX_VALUE),
                        Math.max(
                                4,
                                Math.min(
                                        POINTS_MAX,
                                        context.queryParamAsClass("points", Integer.class)
                                                .getOrDefault(800)))));
    }

    public void samples(Context context) {
        long at = context.queryParamAsClass("at", Long.class).getOrDefault(Long.MAX_VALUE);
        context.json(of(context).samples(at, SAMPLES_SHOWN));
    }

    private Curve of(Context context) {
        var curve = curves.get(context.pathParam("model"));
        if (curve == null) {
            throw Refusal.of(404, "no report of this model is on " + TopicNames.METRICS);
        }
        return curve;
    }

    @Override
    public void close() {
        tail.close();
    }
}
