package io.inkstream.serde.log;

import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;

/**
 * Records that a reader cannot use and goes over: counted, and said in the log with their place and what was expected, without a line
 * for each where they are many. Safe for threads.
 */
public final class PassedOver {

    private final Logger log;
    private final Seldom lines;

    /**
     * @param log where to say it
     * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}
     */
    public PassedOver(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.lines = new Seldom(nanoTime);
    }

    /** Counts a record, and says so if it is time. */
    public void add(ConsumerRecord<?, ?> record, Throwable reason) {
        add(record.topic(), record.partition(), record.offset(), reason);
    }

    /**
     * Counts a record by its place, and says so if it is time.
     *
     * @param offset -1 if the place is not known
     */
    public void add(String topic, int partition, long offset, Throwable reason) {
        long number = lines.next();
        if (number > 0) {
            log.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", partition)
                    .addKeyValue("offset", offset)
                    .log(
                            "Passed over: {}: {}{}",
                            offset < 0 ? topic : topic + "-" + partition + "@" + offset,
                            Seldom.cut(reason.getMessage() == null ? reason.toString() : reason.getMessage()),
                            Seldom.isLastOfFirst(number)
                                    ? " (number " + number + "; most of them have no line here)"
                                    : "");
        }
    }

    /** Records so far. */
    public long count() {
        return lines.count();
    }
}
