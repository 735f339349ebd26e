package io.inkstream.cli;

import io.inkstream.ops.Metrics;
import io.inkstream.schema.TrainingReport;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How a trainer of this process is getting on, in a line: what it waits for, and from its first report on how it learns. */
final class LearningStatus implements Supplier<String> {

    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private final long begin;
    private volatile TrainingReport report;

    LearningStatus(Metrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        begin = nanoTime.getAsLong();
    }

    void take(TrainingReport newest) {
        report = newest;
    }

    /** The step of the newest report; -1: there is none. */
    long step() {
        var newest = report;
        return newest == null ? -1 : newest.getStep();
    }

    @Override
    public String get() {
        var newest = report;
        if (newest == null) {
            return "waiting for the first step, "
                    + Duration.ofNanos(nanoTime.getAsLong() - begin).toSeconds() + " s";
        }
        var line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s step %,d | %,.0f characters/s | %.3f bits/character",
                newest.getModel(),
                newest.getStep(),
                newest.getCharactersPerSecond(),
                newest.getBitsPerCharacter()));
        if (newest.getHeldOutFromZero() != null) {
            line.append(String.format(Locale.ROOT, " | held out %.3f", newest.getHeldOutFromZero()));
        }
        metrics.gauge("inkstream.train.checkpoint.age.seconds")
                .ifPresent(age -> line.append(String.format(Locale.ROOT, " | checkpoint %,.0f s ago", age)));
        metrics.gauge("inkstream.train.lag.characters")
                .ifPresent(lag -> line.append(String.format(Locale.ROOT, " | lag %,.0f characters", lag)));
        return line.toString();
    }
}
