package io.inkstream.bench.novelty;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes what is logged apart into several logs, by who logs, and keeps of each line which place in the source wrote it: its kind. A line has time, level,
 * logger and message, as in Kafka's own logs, without stack traces.
 */
final class CallSites extends AppenderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    /** What stands between a line of Scala and the logger. */
    private static final Set<String> FORWARDED =
            Set.of("trace", "debug", "info", "warn", "error", "trace$", "debug$", "info$", "warn$", "error$");

    private final Map<String, List<String>> prefixes;
    private final int most;
    private final Map<String, List<String>> lines = new LinkedHashMap<>();
    private final Map<String, List<String>> kinds = new LinkedHashMap<>();

    /**
     * @param prefixes of loggers, by the name of the log that they write; what none of them begins is dropped
     * @param most lines that are kept of each
     */
    CallSites(Map<String, List<String>> prefixes, int most) {
        this.prefixes = prefixes;
        this.most = most;
        for (String log : prefixes.keySet()) {
            lines.put(log, new ArrayList<>());
            kinds.put(log, new ArrayList<>());
        }
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
        prefixes.forEach((log, those) -> {
            boolean isIts = those.stream().anyMatch(event.getLoggerName()::startsWith);
            if (isIts && lines.get(log).size() < most) {
                lines.get(log).add(line(event));
                kinds.get(log).add(kind(event));
            }
        });
    }

    private static String line(ILoggingEvent event) {
        String logger = event.getLoggerName();
        return "%s %-5s %s %s"
                .formatted(
                        TIME.format(Instant.ofEpochMilli(event.getTimeStamp())),
                        event.getLevel(),
                        logger.substring(logger.lastIndexOf('.') + 1),
                        event.getFormattedMessage().replaceAll("\\s+", " "));
    }

    private static String kind(ILoggingEvent event) {
        return Arrays.stream(event.getCallerData())
                .filter(frame ->
                        !FORWARDED.contains(frame.getMethodName()) && !"Logging.scala".equals(frame.getFileName()))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse(event.getLoggerName());
    }

    synchronized LabelledLog log(String name) {
        return new LabelledLog(name, lines.get(name), kinds.get(name));
    }

    /** Whether all logs have as many lines as are kept. */
    synchronized boolean isFull() {
        return lines.values().stream().allMatch(each -> each.size() == most);
    }

    /** Writes a log as {@code bench novelty --log} reads it. */
    void write(String name, Path file) throws IOException {
        var log = log(name);
        var text = new StringBuilder();
        for (int i = 0; i < log.lines().size(); i++) {
            text.append(log.kinds().get(i))
                    .append('\t')
                    .append(log.lines().get(i))
                    .append('\n');
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
