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
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** What a trainer tells of itself, as {@code inkstream_train_...}. Stream threads write, the scraping thread reads. */
final class TrainerFigures implements TrainerListener {

    private static final Duration[] STEP_BUCKETS =
            Buckets.ofMillis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000);

    /** Places of text whose time is remembered for each model, until it is learned; of more, every other is forgotten. */
    private static final int PLACES_MAX = 10_000;

    /** Standard deviations from which on a record counts as surprising. */
    private static final double SURPRISING = 4;

    private final MeterRegistry registry;
    private final LongSupplier nanoTime;
    private final Map<String, Model> models = new ConcurrentHashMap<>();
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
                .description("How long the restoring that is under way has taken: of stores, and of steps that are"
                        + " repeated. 0 when nothing is restored.")
                .register(registry);
        for (String topic : List.of(TopicNames.CORPUS, TopicNames.CORPUS_ORDERED)) {
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
        models.forEach((name, model) ->
                model.lag = model.waiting + unread.characters(name, corpus) + untaken.characters(name, ordered));
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
        var model = model(name);
        model.characters.increment(step.characters());
        model.steps.increment();
        model.step.record(nanos, TimeUnit.NANOSECONDS);
        model.waiting = waiting;
        model.learned(learned, System.currentTimeMillis());
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
                        "Alerts on corpus-alerts: new, more of what was told (again), or that most records are surprising (drift).")
                .tag("model", model)
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    @Override
    public void reported(TrainingReport report) {
        model(report.getModel()).report.take(report);
    }

    @Override
    public void checkpointed(String name, long bytes, long nanos) {
        model(name).checkpoint(bytes, nanos, nanoTime);
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
    public void closed(String name) {
        var model = models.remove(name);
        if (model != null) {
            model.close();
        }
    }

    private Counter deadLetters(String topic, UnreadableException.Reason reason) {
        return Counter.builder("inkstream.train.dead.letters")
                .description("Records that could not be used and are on inkstream-dead-letters.")
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

    private Model model(String name) {
        return models.computeIfAbsent(name, Model::new);
    }

    /** The figures of one model; gauges that it has no value for yet are not there. */
    private final class Model {
        private final String name;
        private final List<Meter> meters = new ArrayList<>();
        private final Counter characters;
        private final Counter steps;
        private final Timer step;
        private final Timer checkpoint;
        private final ReportFigures report = new ReportFigures(this::gauge);
        private final Deque<long[]> places = new ArrayDeque<>();
        private volatile long waiting;
        private volatile double lag;
        private volatile double delay;
        private volatile long checkpointBytes;
        private volatile long checkpointNanos;

        Model(String name) {
            this.name = name;
            characters = Counter.builder("inkstream.train.characters")
                    .description("Characters learned by this process.")
                    .tag("model", name)
                    .register(registry);
            steps = Counter.builder("inkstream.train.steps")
                    .description("Training steps done by this process.")
                    .tag("model", name)
                    .register(registry);
            step = Timer.builder("inkstream.train.step")
                    .description("How long a training step takes.")
                    .tag("model", name)
                    .serviceLevelObjectives(STEP_BUCKETS)
                    .register(registry);
            checkpoint = Timer.builder("inkstream.train.checkpoint")
                    .description("How long the trainer is busy with making a checkpoint.")
                    .tag("model", name)
                    .register(registry);
            gauge(
                    "lag.characters",
                    "Characters of text that are not learned; of what is not read yet, an estimate.",
                    () -> lag);
            gauge(
                    "delay.seconds",
                    "From the time of the text that was learned last until it was learned.",
                    () -> delay);
        }

        private void gauge(String figure, String description, DoubleSupplier value) {
            meters.add(Gauge.builder("inkstream.train." + figure, this, model -> value.getAsDouble())
                    .description(description)
                    .tag("model", name)
                    .register(registry));
        }

        synchronized void taken(long end, long timestamp) {
            places.add(new long[] {end, timestamp});
            if (places.size() > PLACES_MAX) {
                boolean[] keep = {false};
                places.removeIf(place -> keep[0] = !keep[0]);
            }
        }

        synchronized void learned(long end, long now) {
            long time = -1;
            while (!places.isEmpty() && places.peekFirst()[0] <= end) {
                time = places.removeFirst()[1];
            }
            if (time >= 0) {
                delay = Math.max(0, now - time) / 1e3;
            }
        }

        void checkpoint(long bytes, long nanos, LongSupplier clock) {
            boolean first = checkpointBytes == 0;
            checkpoint.record(nanos, TimeUnit.NANOSECONDS);
            checkpointBytes = bytes;
            checkpointNanos = clock.getAsLong();
            if (first) {
                gauge("checkpoint.bytes", "Size of the newest checkpoint.", () -> checkpointBytes);
                gauge(
                        "checkpoint.age.seconds",
                        "Time since this process made its newest checkpoint.",
                        () -> (clock.getAsLong() - checkpointNanos) / 1e9);
            }
        }

        void close() {
            meters.forEach(registry::remove);
        }
    }
}
