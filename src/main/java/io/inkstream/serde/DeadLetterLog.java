package io.inkstream.serde;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says in the log that records became dead letters, without a line for each: the first for each reason, as an error, for somebody
 * has to do something if all are like it; of the others the first few, then every tenth, hundredth and so on of
 * its order of magnitude, and otherwise one a minute at most. The topic has them all. For one thread.
 */
public final class DeadLetterLog {

    private static final int FIRST = 5;

    /** Characters of a reason: some have a stranger's names in them. */
    private static final int LONGEST = 1000;

    private static final long SILENT_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final LongSupplier nanoTime;
    private final Set<UnreadableException.Reason> met = EnumSet.noneOf(UnreadableException.Reason.class);
    private long count;
    private long said;

    /**
     * @param log where to say it
     * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}
     */
    public DeadLetterLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** Counts a dead letter, and says so if it is time. */
    public void add(String topic, int partition, long offset, Throwable reason) {
        count++;
        long now = nanoTime.getAsLong();
        if (met.add(UnreadableException.Reason.of(reason))) {
            said = now;
            log(log.atError(), topic, partition, offset)
                    .log(
                            "Dead letter, the first with the reason {}: {}-{}@{}: {}. Each record that cannot be used goes to {}: look with"
                                    + " bin/inkstream tail {}",
                            UnreadableException.Reason.of(reason).name().toLowerCase(Locale.ROOT),
                            topic,
                            partition,
                            offset,
                            cut(reason.getMessage()),
                            TopicNames.DEAD_LETTERS,
                            TopicNames.DEAD_LETTERS);
        } else if (count <= FIRST || isRound(count) || now - said >= SILENT_NANOS) {
            said = now;
            log(log.atWarn(), topic, partition, offset)
                    .log(
                            "Dead letter: {}-{}@{}: {}{}",
                            topic,
                            partition,
                            offset,
                            cut(reason.getMessage()),
                            count < FIRST
                                    ? ""
                                    : " (number " + count + "; they are on " + TopicNames.DEAD_LETTERS
                                            + ", most without a line here)");
        }
    }

    private static LoggingEventBuilder log(LoggingEventBuilder line, String topic, int partition, long offset) {
        return line.addKeyValue("topic", topic)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", offset);
    }

    private static String cut(String message) {
        return message == null || message.length() <= LONGEST ? message : message.substring(0, LONGEST) + " …";
    }

    /** A digit and zeros: 10, 20 … 90, 100, 200 and on. */
    private static boolean isRound(long number) {
        long power = 1;
        while (number / power >= 10) {
            power *= 10;
        }
        return power > 1 && number % power == 0;
    }
}
