package io.inkstream.bench;

import com.sun.management.OperatingSystemMXBean;
import io.inkstream.engine.Engine;
import io.inkstream.train.loop.Scoring;
import io.inkstream.train.loop.TrainerSettings;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What scores and alerts cost a trainer: the same records learned with and without, in turn, so that a machine whose speed changes changes both; without
 * Kafka. Processor time is all that the process used, its threads and the garbage collector's.
 */
public final class ScoringCost {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private ScoringCost() {}

    /**
     * What was found, in characters per second.
     *
     * @param without scores, of processor time
     * @param with scores, of processor time
     * @param ratio of the two, pair by pair: below 1 if scores cost something
     * @param clockRatio the same by the clock
     */
    public record Result(int pairs, Figure without, Figure with, Figure ratio, Figure clockRatio) {}

    private record Pass(double processor, double clock) {}

    /**
     * Measures. A pair is learned before those that count.
     *
     * @param records to learn, more than a window
     * @param with settings with scores
     * @param without the same without
     * @param progress is told how many more characters are learned
     * @throws IllegalArgumentException if there is no pair to measure, or no text
     */
    public static Result run(
            List<String> records,
            TrainerSettings with,
            TrainerSettings without,
            Engine engine,
            int pairs,
            LongConsumer progress) {
        long characters = records.stream().mapToLong(String::length).sum();
        if (pairs < 1 || characters == 0) {
            throw new IllegalArgumentException(
                    "there must be 1 pair at least, and text: " + pairs + " pairs, " + characters + " characters");
        }
        var figures = new double[4][pairs];
        for (int pair = -1; pair < pairs; pair++) {
            // Each is the first of a pair as often as the other.
            boolean isWithFirst = pair % 2 == 0;
            var first = pass(records, isWithFirst ? with : without, engine);
            progress.accept(characters);
            var second = pass(records, isWithFirst ? without : with, engine);
            progress.accept(characters);
            if (pair >= 0) {
                var scored = isWithFirst ? first : second;
                var plain = isWithFirst ? second : first;
                figures[0][pair] = characters / plain.processor;
                figures[1][pair] = characters / scored.processor;
                figures[2][pair] = plain.processor / scored.processor;
                figures[3][pair] = plain.clock / scored.clock;
            }
        }
        return new Result(
                pairs, Figure.of(figures[0]), Figure.of(figures[1]), Figure.of(figures[2]), Figure.of(figures[3]));
    }

    private static Pass pass(List<String> records, TrainerSettings settings, Engine engine) {
        long used = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        Scoring.of(records, settings, engine, characters -> {});
        return new Pass((SYSTEM.getProcessCpuTime() - used) / 1e9, (System.nanoTime() - begin) / 1e9);
    }
}
