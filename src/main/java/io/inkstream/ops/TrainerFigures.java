package io.inkstream.ops;

import io.inkstream.learn.Learner;
import io.inkstream.schema.AlertKind;
import io.inkstream.schema.CorpusAlert;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.streams.InstanceStatus;
import io.inkstream.train.TrainerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** What a trainer tells of itself, as {@code inkstream_train_...}. Stream threads write, the scraping thread reads. */
final class TrainerFigures implements TrainerListener {

    /** Standard deviations from which on a record counts as surprising. */
    private static final double SURPRISING = 4;

    private final MeterRegistry registry;
    private final LongSupplier nanoTime;
    private final Map<String, ModelFigures> models = new ConcurrentHashMap<>();
    private final Set<String> scoredModels = ConcurrentHashMap.newKeySet();
    private final RecordLength unread = new RecordLength();
    private final RecordLength untaken = new RecordLength();
    private final AtomicLong repeatedAt = new AtomicLong();
    private final AtomicLong repeatingSince = new AtomicLong();
    private volatile boolean repeating;
    private volatile boolean everRepeated;
    private volatile KafkaStreams streams;
    private volatile Supplier<InstanceStatus> status;

    TrainerFigures(MeterRegistry registry, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
    }

    void observe(KafkaStreams client) {
        streams = client;
    }

    /** A trainer is there: what it has from its start on is shown. */
    void watch(Supplier<InstanceStatus> status) {
        this.status = status;
        Gauge.builder("inkstream.train.restore.seconds", this, TrainerFigures::restoreSeconds)
                .description("Duration of the current restore of stores and repeated steps; 0 if there is none.")
                .register(registry);
        for (String topic : List.of(TopicNames.CORPUS, TopicNames.CORPUS_ORDERED, TopicNames.FEEDBACK)) {
            // There from the beginning, so that the first one is an increase.
            for (var reason : UnreadableException.Reason.values()) {
                deadLetters(topic, reason);
            }
            UnseenOffsets.of(registry, "train", topic);
        }
    }

    Duration sinceRepeated() {
        return everRepeated
                ? Duration.ofNanos(nanoTime.getAsLong() - repeatedAt.get())
                : Duration.ofSeconds(Long.MAX_VALUE / 2_000_000_000);
    }

    /** Brings up to date what is taken from Kafka's own figures. */
    void update() {
        var client = streams;
        if (client == null) {
            return;
        }
        var corpus = PartitionLag.of(client, TopicNames.CORPUS);
        var ordered = PartitionLag.of(client, TopicNames.CORPUS_ORDERED);
        models.forEach((name, model) -> model.lag(unread.characters(name, corpus) + untaken.characters(name, ordered)));
    }

    @Override
    public void read(int partition, String model, int characters) {
        unread.add(partition, model, characters);
    }

    @Override
    public void taken(int partition, String model, int characters, long end, long timestamp) {
        untaken.add(partition, model, characters);
        model(model).taken(end, timestamp);
    }

    @Override
    public void learned(String name, Learner.Step step, long nanos, long waiting, long learned) {
        model(name).learned(step, nanos, waiting, learned, System.currentTimeMillis());
    }

    @Override
    public void scored(String name, Double z) {
        if (scoredModels.add(name)) {
            // There before the first one, so that it is an increase.
            for (var kind : List.of(AlertKind.NEW, AlertKind.AGAIN, AlertKind.DRIFT)) {
                alerts(name, kind);
            }
        }
        scored(name, z != null && z >= SURPRISING).increment();
    }

    private Counter scored(String name, boolean surprising) {
        return Counter.builder("inkstream.train.scored.records")
                .description(
                        "Records of corpus-in that were scored; surprising: 4 standard deviations above the mean or more.")
                .tag("model", name)
                .tag("surprising", Boolean.toString(surprising))
                .register(registry);
    }

    @Override
    public void alerted(CorpusAlert alert) {
        alerts(alert.getModel(), alert.getKind()).increment();
    }

    private Counter alerts(String model, AlertKind kind) {
        return Counter.builder("inkstream.train.alerts")
                .description(
                        "Alerts on corpus-alerts: a new kind of record (new), more of an earlier one (again), or a change of most records (drift).")
                .tag("model", model)
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    @Override
    public void reported(TrainingReport report) {
        model(report.getModel()).reported(report);
    }

    @Override
    public void checkpointed(String name, long bytes, long nanos) {
        model(name).checkpoint(bytes, nanos, nanoTime);
    }

    @Override
    public void round(String name, long step, List<Integer> missing, long nanos) {
        model(name).round(missing, nanos, nanoTime);
    }

    @Override
    public void repeated(String model, long left) {
        long now = nanoTime.getAsLong();
        if (!repeating) {
            repeatingSince.set(now);
        }
        repeatedAt.set(now);
        everRepeated = true;
        repeating = left > 0;
    }

    @Override
    public void rejected(String topic, UnreadableException.Reason reason) {
        deadLetters(topic, reason).increment();
    }

    @Override
    public void unseen(String topic, long offsets) {
        UnseenOffsets.of(registry, "train", topic).increment(offsets);
    }

    @Override
    public void leftOut(String model, long characters) {
        model(model).leftOut(characters);
    }

    @Override
    public void closed(String name) {
        var model = models.remove(name);
        if (model != null) {
            model.close();
        }
    }

    private Counter deadLetters(String topic, UnreadableException.Reason reason) {
        return Counter.builder("inkstream.train.dead.letters")
                .description("Unusable records, which are on inkstream-dead-letters.")
                .tag("topic", topic)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private double restoreSeconds() {
        double seconds = repeating ? (nanoTime.getAsLong() - repeatingSince.get()) / 1e9 : 0;
        var now = Instant.now();
        return status.get().restores().stream()
                .mapToDouble(restore -> Duration.between(restore.begun(), now).toMillis() / 1e3)
                .reduce(seconds, Math::max);
    }

    private ModelFigures model(String name) {
        return models.computeIfAbsent(name, each -> new ModelFigures(registry, each));
    }
}
