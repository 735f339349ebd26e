package io.inkstream.bench.surprise;

import io.inkstream.engine.Engine;
import io.inkstream.train.loop.Scoring;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.Distribution;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * How well surprise tells foreign lines from those of a log. Both models read the same lines once, learn from all of them, foreign ones as
 * well, and give each line's bits per character before it was learned; a line is reported where that lies so many standard
 * deviations above the lines before it. What only one of them scores (behind the last whole window) is left out.
 */
public final class SurpriseBench {

    /** Bytes of context of the n-gram model. */
    private static final int ORDER = 5;

    private static final int HORIZON = 100;

    private static final List<Double> THRESHOLDS = List.of(2.0, 3.0, 4.0, 5.0);

    private SurpriseBench() {}

    /** Precision and recall of what lies at a threshold or above, in standard deviations. */
    public record Row(double threshold, long reported, double precision, double recall) {}

    /**
     * What a model did.
     *
     * @param averagePrecision mean of the precisions at each foreign line, from the most surprising line down
     */
    public record Found(String model, double bitsPerLine, List<Row> rows, double averagePrecision) {}

    /**
     * What came of it.
     *
     * @param lines that were scored
     * @param foreign lines among them
     */
    public record Result(int lines, long foreign, List<Found> found) {}

    private record Line(boolean foreign, double bits, double z) {}

    /**
     * Runs both.
     *
     * @param share of the lines that are foreign
     * @throws IllegalArgumentException if there are not enough lines
     */
    public static Result run(
            List<String> log,
            List<String> others,
            double share,
            long seed,
            TrainerSettings settings,
            Engine engine,
            LongConsumer progress) {
        var mixed = MixedLog.of(log, others, share, seed);
        var ours = new ArrayList<Line>();
        var theirs = new ArrayList<Line>();
        List<Line> all = nGram(mixed);
        for (var scored : Scoring.of(mixed.lines(), settings, engine, progress)) {
            var line = all.get(scored.record());
            if (scored.z() != null) {
                ours.add(new Line(line.foreign(), scored.bitsPerCharacter(), scored.z()));
                theirs.add(line);
            }
        }
        long foreign = ours.stream().filter(Line::foreign).count();
        return new Result(ours.size(), foreign, List.of(found("lstm", ours), found(ORDER + 1 + "-gram", theirs)));
    }

    private static List<Line> nGram(MixedLog mixed) {
        var model = new NGram(ORDER);
        var distribution = new Distribution(HORIZON);
        var lines = new ArrayList<Line>();
        for (int i = 0; i < mixed.lines().size(); i++) {
            double bits = model.read(mixed.lines().get(i).getBytes(StandardCharsets.UTF_8));
            var z = distribution.z(bits);
            distribution.add(bits);
            lines.add(new Line(mixed.foreign().get(i), bits, z == null ? 0 : z));
        }
        return lines;
    }

    private static Found found(String model, List<Line> lines) {
        double bits = lines.stream().mapToDouble(Line::bits).average().orElse(0);
        return new Found(
                model,
                bits,
                THRESHOLDS.stream().map(threshold -> row(lines, threshold)).toList(),
                averagePrecision(lines));
    }

    private static Row row(List<Line> lines, double threshold) {
        long foreign = lines.stream().filter(Line::foreign).count();
        long reported = lines.stream().filter(line -> line.z() >= threshold).count();
        long right = lines.stream()
                .filter(line -> line.z() >= threshold && line.foreign())
                .count();
        return new Row(threshold, reported, reported == 0 ? 1 : (double) right / reported, (double) right / foreign);
    }

    private static double averagePrecision(List<Line> lines) {
        var sorted = lines.stream()
                .sorted(Comparator.comparingDouble(Line::z).reversed())
                .toList();
        double sum = 0;
        int right = 0;
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).foreign()) {
                right++;
                sum += (double) right / (i + 1);
            }
        }
        return sum / right;
    }
}
