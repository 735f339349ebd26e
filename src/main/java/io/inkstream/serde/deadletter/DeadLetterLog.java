package io.inkstream.serde.deadletter;

import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.log.Seldom;
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

    private final Logger log;
    private final Seldom lines;
    private final Set<UnreadableException.Reason> met = EnumSet.noneOf(UnreadableException.Reason.class);

    /**
     * @param log where to say it
     * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}
     */
    public DeadLetterLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.lines = new Seldom(nanoTime);
    }

    /** Counts a dead letter, and says so if it is time. */
    public void add(String topic, int partition, long offset, Throwable reason) {
        boolean first = met.add(UnreadableException.Reason.of(reason));
        long number = lines.next(first);
        if (first) {
            log(log.atError(), topic, partition, offset)
                    .log(
                            "First dead letter with the reason {}: {}-{}@{}: {}. Unusable records go to {}: see bin/inkstream tail {}",
                            UnreadableException.Reason.of(reason).name().toLowerCase(Locale.ROOT),
                            topic,
                            partition,
                            offset,
                            Seldom.cut(reason.getMessage()),
                            TopicNames.DEAD_LETTERS,
                            TopicNames.DEAD_LETTERS);
        } else if (number > 0) {
            log(log.atWarn(), topic, partition, offset)
                    .log(
                            "Dead letter: {}-{}@{}: {}{}",
                            topic,
                            partition,
                            offset,
                            Seldom.cut(reason.getMessage()),
                            Seldom.isLastOfFirst(number)
                                    ? " (number " + number + "; they are on " + TopicNames.DEAD_LETTERS
                                            + ", most without a line here)"
                                    : "");
        }
    }

    private static LoggingEventBuilder log(LoggingEventBuilder line, String topic, int partition, long offset) {
        return line.addKeyValue("topic", topic)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", offset);
    }
}
