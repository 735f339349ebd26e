package io.inkstream.cli.corpus;

import io.inkstream.cli.terminal.ReportText;
import io.inkstream.schema.CorpusAlert;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** An alert in a line or two for people. The most surprising stretch is bold, or between brackets where there are no colours. */
final class AlertText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final Ansi ansi;
    private final ZoneId zone;

    AlertText(Ansi ansi, ZoneId zone) {
        this.ansi = ansi;
        this.zone = zone;
    }

    String of(CorpusAlert alert) {
        return switch (alert.getKind()) {
            case NEW -> head(alert) + " | " + novelty(alert) + " | " + text(alert) + nearest(alert);
            case AGAIN -> head(alert) + " | %,d of %s | ".formatted(alert.getCount(), alert.getId()) + text(alert);
            case DRIFT -> head(alert) + " | most records have become surprising | " + text(alert);
            case OTHER -> head(alert);
        };
    }

    private String head(CorpusAlert alert) {
        String key = alert.getKey() == null ? "" : " " + ReportText.printable(alert.getKey());
        return "%s %-5s %s %s-%d@%d%s"
                .formatted(
                        TIME.format(alert.getTimestamp().atZone(zone)),
                        alert.getKind(),
                        ReportText.printable(alert.getModel()),
                        alert.getTopic(),
                        alert.getPartition(),
                        alert.getOffset(),
                        key);
    }

    private static String novelty(CorpusAlert alert) {
        return alert.getProbability() == null
                ? "%.2f bits/character".formatted(alert.getNovelty())
                : "1 in %,d".formatted(Math.round(1 / alert.getProbability()));
    }

    private String text(CorpusAlert alert) {
        String stretch = alert.getStretch();
        if (alert.getText() == null) {
            return stretch == null ? "(no text, alerts.text=none)" : highlighted(stretch);
        }
        String text = alert.getText().strip();
        int at = stretch == null || stretch.isBlank() ? -1 : text.indexOf(stretch.strip());
        if (at < 0) {
            return ReportText.printable(text);
        }
        int end = at + stretch.strip().length();
        return ReportText.printable(text.substring(0, at))
                + highlighted(text.substring(at, end))
                + ReportText.printable(text.substring(end));
    }

    private String highlighted(String stretch) {
        String printable = ReportText.printable(stretch.strip());
        return ansi.enabled() ? "\u001b[1;33m" + printable + "\u001b[0m" : "[" + printable + "]";
    }

    private static String nearest(CorpusAlert alert) {
        if (alert.getNearestOffset() == null) {
            return "";
        }
        String text = alert.getNearestText() == null
                ? ""
                : ": " + ReportText.printable(alert.getNearestText().strip());
        return "%n    nearest %s-%d@%d, %.0f %% alike%s"
                .formatted(
                        alert.getTopic(),
                        alert.getNearestPartition(),
                        alert.getNearestOffset(),
                        100 * alert.getLikeness(),
                        text);
    }
}
