package io.inkstream.ops;

import io.inkstream.learn.Learner;
import io.inkstream.schema.TrainingReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The figures of one model; gauges that it has no value for yet are not there. Stream threads write, the scraping thread reads. */
final class ModelFigures {

    private static final Duration[] STEP_BUCKETS =
            Buckets.ofMillis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000);

    /** Places of text whose time is remembered for each model, until it is learned; of more, every other is forgotten. */
    private static final int PLACES_MAX = 10_000;

    private final MeterRegistry registry;
    private final String name;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter characters;
    private final Counter steps;
    private final Counter leftOutRecords;
    private final Counter leftOutCharacters;
    private final Timer step;
    private final Timer checkpoint;
    private final ReportFigures report = new ReportFigures(this::gauge);
    private final Deque<long[]> places = new ArrayDeque<>();
    private volatile long waiting;
    private volatile double lag;
    private volatile double delay;
    private volatile long checkpointBytes;
    private volatile long checkpointNanos;
    /** Below 0: there was no round yet. */
    private volatile int missingParts = -1;

    private volatile long roundNanos;
    private final MultiGauge missingShards;

    ModelFigures(MeterRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
        missingShards = MultiGauge.builder("inkstream.train.round.part.missing")
                .description("1: the current round waits for this shard's part.")
                .register(registry);
        characters = Counter.builder("inkstream.train.characters")
                .description("Characters learned by this process.")
                .tag("model", name)
                .register(registry);
        steps = Counter.builder("inkstream.train.steps")
                .description("Training steps done by this process.")
                .tag("model", name)
                .register(registry);
        // There from the beginning, so that the first one is an increase.
        leftOutRecords = Counter.builder("inkstream.train.left.out.records")
                .description("Records that were skipped because the trainer lagged too far behind.")
                .tag("model", name)
                .register(registry);
        leftOutCharacters = Counter.builder("inkstream.train.left.out.characters")
                .description("Characters of records that were skipped because the trainer lagged too far behind.")
                .tag("model", name)
                .register(registry);
        step = Timer.builder("inkstream.train.step")
                .description("How long a training step takes.")
                .tag("model", name)
                .serviceLevelObjectives(STEP_BUCKETS)
                .register(registry);
        checkpoint = Timer.builder("inkstream.train.checkpoint")
                .description("Time spent making a checkpoint.")
                .tag("model", name)
                .register(registry);
        gauge("lag.characters", "Text not yet trained on, in characters; for unread records an estimate.", () -> lag);
        gauge("delay.seconds", "From the timestamp of the newest trained text until training.", () -> delay);
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

    /**
     * @param nanos that the step took
     * @param left characters that were taken and are not learned
     * @param end where in its text the model is
     * @param now in milliseconds since 1970
     */
    void learned(Learner.Step done, long nanos, long left, long end, long now) {
        characters.increment(done.characters());
        steps.increment();
        step.record(nanos, TimeUnit.NANOSECONDS);
        waiting = left;
        learned(end, now);
    }

    /** @param elsewhere characters that wait in Kafka */
    void lag(double elsewhere) {
        lag = waiting + elsewhere;
    }

    void reported(TrainingReport told) {
        report.take(told);
    }

    private synchronized void learned(long end, long now) {
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

    /**
     * @param missing shards whose parts of the round have not come
     * @param nanos that it has been underway
     */
    void round(List<Integer> missing, long nanos, LongSupplier clock) {
        boolean first = missingParts < 0;
        missingParts = missing.size();
        missingShards.register(
                missing.stream()
                        .map(shard -> MultiGauge.Row.of(Tags.of("model", name, "shard", shard.toString()), 1))
                        .toList(),
                true);
        roundNanos = clock.getAsLong() - nanos;
        if (first) {
            gauge("round.parts.missing", "Missing parts of the current round, of all shards.", () -> missingParts);
            gauge(
                    "round.seconds",
                    "Age of the current round, or time since the last one ended.",
                    () -> (clock.getAsLong() - roundNanos) / 1e9);
        }
    }

    void leftOut(long count) {
        leftOutRecords.increment();
        leftOutCharacters.increment(count);
    }

    void close() {
        meters.forEach(registry::remove);
        missingShards.register(List.of(), true);
    }
}
