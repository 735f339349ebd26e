package io.inkstream.ops.dashboard.learning;

import io.inkstream.schema.TrainingReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** All reports of one model as columns of numbers, and the samples of some. Safe for many threads. */
final class Curve {

    /** Reports that are held; of more, every other one of the older half is let go. */
    static final int HELD_MAX = 400_000;

    private static final int SAMPLED_MAX = 2_000;

    /** The columns, in their order. */
    enum Column {
        STEP,
        CHARACTERS,
        TIME,
        BITS,
        ZERO,
        WARM,
        WEIGHT,
        CELL,
        RATE,
        NORM,
        SPEED
    }

    private final double[][] columns = new double[Column.values().length][1024];
    private final NavigableMap<Long, List<String>> samples = new TreeMap<>();
    private int size;

    /** A report's samples, and where they stand. */
    record Samples(long characters, List<String> texts) {}

    /** Takes the next report. One that is not behind the last begins the model anew from there. */
    synchronized void add(TrainingReport report) {
        while (size > 0 && column(Column.STEP)[size - 1] >= report.getStep()) {
            size--;
        }
        samples.tailMap(report.getCharacters(), true).clear();
        if (size == HELD_MAX) {
            thin();
        }
        if (size == columns[0].length) {
            for (int i = 0; i < columns.length; i++) {
                columns[i] = Arrays.copyOf(columns[i], Math.min(HELD_MAX, size * 2));
            }
        }
        set(Column.STEP, report.getStep());
        set(Column.CHARACTERS, report.getCharacters());
        set(Column.TIME, report.getReportedAt().toEpochMilli() / 1000.0);
        set(Column.BITS, report.getBitsPerCharacter());
        set(Column.ZERO, fromZero(report));
        set(Column.WARM, orNaN(report.getHeldOutWarm()));
        set(Column.WEIGHT, orNaN(report.getLargestWeight()));
        set(Column.CELL, orNaN(report.getLargestCell()));
        set(Column.RATE, report.getLearningRate());
        set(Column.NORM, report.getGradientNorm());
        set(Column.SPEED, report.getCharactersPerSecond());
        size++;
        if (!report.getSamples().isEmpty()) {
            samples.put(report.getCharacters(), report.getSamples());
            if (samples.size() > SAMPLED_MAX) {
                boolean[] keep = {false};
                samples.keySet().removeIf(key -> !(keep[0] = !keep[0]));
            }
        }
    }

    /** Reports of earlier releases have the perplexity alone. */
    private static double fromZero(TrainingReport report) {
        return report.getHeldOutFromZero() == null && report.getValidationPerplexity() != null
                ? Math.log(report.getValidationPerplexity()) / Math.log(2)
                : orNaN(report.getHeldOutFromZero());
    }

    private static double orNaN(Double value) {
        return value == null ? Double.NaN : value;
    }

    synchronized int size() {
        return size;
    }

    /** The newest value of each column; empty while there is no report. */
    synchronized Map<String, Double> last() {
        return size == 0 ? Map.of() : row(size - 1);
    }

    /**
     * At most about so many reports of a stretch, the ones that a curve of this size would show.
     *
     * @param along what the stretch is measured in
     * @param from where it begins
     * @param to where it ends
     * @param points how many are wanted
     * @return the columns by name; what is not a number is null
     */
    synchronized Map<String, List<Double>> between(Column along, double from, double to, int points) {
        int begin = first(along, from);
        int end = first(along, Math.nextUp(to));
        int[] chosen = Downsampling.extremes(column(Column.BITS), begin, end, points);
        var found = new TreeMap<String, List<Double>>();
        for (var each : Column.values()) {
            var values = new ArrayList<Double>(chosen.length);
            for (int index : chosen) {
                values.add(number(column(each)[index]));
            }
            found.put(name(each), values);
        }
        return found;
    }

    /** The samples at or before a place, newest first, at most so many. */
    synchronized List<Samples> samples(long characters, int most) {
        return samples.headMap(characters, true).descendingMap().entrySet().stream()
                .limit(most)
                .map(entry -> new Samples(entry.getKey(), entry.getValue()))
                .toList();
    }

    private int first(Column along, double value) {
        int found = Arrays.binarySearch(column(along), 0, size, value);
        return found >= 0 ? found : -found - 1;
    }

    private Map<String, Double> row(int index) {
        var row = new TreeMap<String, Double>();
        for (var each : Column.values()) {
            row.put(name(each), number(column(each)[index]));
        }
        return row;
    }

    private void thin() {
        int to = 0;
        for (int from = 0; from < size; from++) {
            if (from >= size / 2 || from % 2 == 0) {
                for (double[] column : columns) {
                    column[to] = column[from];
                }
                to++;
            }
        }
        size = to;
    }

    private double[] column(Column column) {
        return columns[column.ordinal()];
    }

    private void set(Column column, double value) {
        columns[column.ordinal()][size] = value;
    }

    private static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static String name(Column column) {
        return column.name().toLowerCase(Locale.ROOT);
    }
}
