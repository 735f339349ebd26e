package io.inkstream.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was struck, how long it took to go on, and whether what came out is what an uninterrupted run gives. */
final class Report {

    private final String title;
    private final String file;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<String> results = new ArrayList<>();

    /** @param file what it is written to, in {@code target/chaos} */
    Report(String title, String file) {
        this.title = title;
        this.file = file;
    }

    private static final class Row {
        private final List<Duration> toGoOn = new ArrayList<>();
        private int struck;
        private int equal;
    }

    /** About to strike. */
    void strike(String fault) {
        rows.computeIfAbsent(fault, first -> new Row()).struck++;
    }

    /** It went on. */
    void recovered(String fault, Duration toGoOn) {
        rows.get(fault).toGoOn.add(toGoOn);
        System.out.printf(Locale.ROOT, "[chaos] %-90s %5.1f s%n", fault, seconds(toGoOn));
    }

    /** What was committed after it is equal. */
    void equal(String fault) {
        rows.get(fault).equal++;
    }

    /** What was compared at the end of a schedule. */
    void result(String line) {
        results.add(line);
        System.out.println("[chaos] " + line);
    }

    /** Writes its file and prints the table. */
    void write() {
        var table = new StringBuilder();
        table.append("| fault | struck | recovered | to go on, s: min | median | max | equal |\n");
        table.append("|---|---:|---:|---:|---:|---:|---:|\n");
        rows.forEach((fault, row) -> table.append(line(fault, row)));
        System.out.println(table);
        var text = "# " + title + "\n\n"
                + "Equal: how often all that was committed afterwards (digests, characters, reports; replies) was that of an\n"
                + "uninterrupted run. To go on: from the start of what had to be started again (process or broker), from the\n"
                + "fault itself where others take over, to the first newly committed step or reply of every part.\n\n"
                + table + "\n"
                + String.join("\n", results.stream().map(line -> "- " + line).toList()) + "\n";
        try {
            Files.createDirectories(Laboratory.RESULTS);
            Files.writeString(Laboratory.RESULTS.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(String fault, Row row) {
        var sorted = row.toGoOn.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return "| %s | %d | 0 | | | | 0 |%n".formatted(fault, row.struck);
        }
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.1f | %.1f | %.1f | %d |%n",
                fault,
                row.struck,
                sorted.size(),
                seconds(sorted.get(0)),
                seconds(sorted.get(sorted.size() / 2)),
                seconds(sorted.get(sorted.size() - 1)),
                row.equal);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
