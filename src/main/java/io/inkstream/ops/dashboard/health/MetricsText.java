package io.inkstream.ops.dashboard.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads Inkstream's own figures out of Prometheus' text format. */
public final class MetricsText {

    private static final Pattern LINE = Pattern.compile("(inkstream_[a-z_]+(?:\\{[^}]*})?) (\\S+)(?: \\d+)?");

    private MetricsText() {}

    /** Values by name with labels, as they stand in the text; buckets of histograms are left out. */
    public static Map<String, Double> figures(String text) {
        var figures = new TreeMap<String, Double>();
        text.lines()
                .map(LINE::matcher)
                .filter(line -> line.matches() && !line.group(1).contains("_bucket"))
                .forEach(line -> {
                    double value = Double.parseDouble(line.group(2).replace("Inf", "Infinity"));
                    if (Double.isFinite(value)) {
                        figures.put(line.group(1), value);
                    }
                });
        return figures;
    }
}
