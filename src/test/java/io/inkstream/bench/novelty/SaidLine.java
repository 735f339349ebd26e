package io.inkstream.bench.novelty;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A line of a log, as one process hands it to another.
 *
 * @param logger by which it was written
 * @param kind the place in the source that wrote it, as in {@code LogLoader.scala:120}
 * @param text time, level, logger and message, as in Kafka's own logs, without stack traces
 */
record SaidLine(String logger, String kind, String text) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    /** What stands between a line of Scala and the logger. */
    private static final Set<String> FORWARDED =
            Set.of("trace", "debug", "info", "warn", "error", "trace$", "debug$", "info$", "warn$", "error$");

    private static final int PARTS = 3;

    static SaidLine of(ILoggingEvent event) {
        String logger = event.getLoggerName();
        var text = "%s %-5s %s %s"
                .formatted(
                        TIME.format(Instant.ofEpochMilli(event.getTimeStamp())),
                        event.getLevel(),
                        logger.substring(logger.lastIndexOf('.') + 1),
                        event.getFormattedMessage().replaceAll("\\s+", " "));
        return new SaidLine(logger, kind(event), text);
    }

    private static String kind(ILoggingEvent event) {
        return Arrays.stream(event.getCallerData())
                .filter(frame ->
                        !FORWARDED.contains(frame.getMethodName()) && !"Logging.scala".equals(frame.getFileName()))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse(event.getLoggerName());
    }

    /** One line; none of the parts has a tab. */
    String packed() {
        return String.join("\t", logger, kind, text);
    }

    /** Empty where it is cut short: its process was killed meanwhile. */
    static Optional<SaidLine> unpacked(String packed) {
        String[] parts = packed.split("\t", -1);
        return parts.length == PARTS ? Optional.of(new SaidLine(parts[0], parts[1], parts[2])) : Optional.empty();
    }
}
