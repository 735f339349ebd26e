package io.inkstream.streams;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a Kafka client that looks for a broker say so once a minute instead of at each attempt: the same message, whichever client it is
 * from; and Kafka Streams, which says with a stack trace what we say with a reason, once in ten minutes. That a topic does not exist it would say every second as well, and not what to do: that is said here in its place, once, and
 * then every ten minutes with how often it was asked. For {@code logback.xml}.
 */
public final class Repetitions extends Filter<ILoggingEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(Repetitions.class);

    private static final String CLIENTS = "org.apache.kafka.clients.";
    private static final String STREAMS = "org.apache.kafka.streams.";
    private static final long SILENT_MILLIS = 60_000;
    private static final long LONG_SILENT_MILLIS = 600_000;
    private static final int REMEMBERED = 100;

    /** What is another in each repetition of a message. */
    private static final Pattern COUNTED = Pattern.compile("correlation id \\d+|\\(\\d+ attempts left\\)");

    private static final Pattern MISSING = Pattern.compile("([A-Za-z0-9._-]+)=UNKNOWN_TOPIC_OR_PARTITION"
            + "|unknown topic or partition error in fetch for partition ([A-Za-z0-9._-]+)-\\d+");

    private final Map<String, Said> said = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** When a message was let through last, and how often it came. */
    private record Said(long at, long count) {}

    @Override
    public FilterReply decide(ILoggingEvent event) {
        boolean ofStreams = event.getLoggerName().startsWith(STREAMS);
        if (!ofStreams && !event.getLoggerName().startsWith(CLIENTS)) {
            return FilterReply.NEUTRAL;
        }
        // A message begins with the client's name in brackets.
        String message = event.getFormattedMessage();
        String what =
                COUNTED.matcher(message.substring(message.indexOf("] ") + 1)).replaceAll("");
        var missing = MISSING.matcher(what);
        if (!missing.find()) {
            long silent = ofStreams ? LONG_SILENT_MILLIS : SILENT_MILLIS;
            return count(what, event.getTimeStamp(), silent) > 0 ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
        do {
            String topic = missing.group(1) == null ? missing.group(2) : missing.group(1);
            long asked = count(topic, event.getTimeStamp(), LONG_SILENT_MILLIS);
            if (asked > 0) {
                LOG.warn(
                        "Topic {} does not exist, or this user may not see it{}: reading and writing wait."
                                + " Create it: bin/inkstream topics create",
                        topic,
                        asked == 1 ? "" : " (a client has asked " + asked + " times)");
            }
        } while (missing.find());
        return FilterReply.DENY;
    }

    /** Counts a message; how often it came, if it is to be said now, else 0. */
    private synchronized long count(String what, long now, long silentMillis) {
        var before = said.get(what);
        long count = before == null ? 1 : before.count() + 1;
        boolean isSaid = before == null || now - before.at() >= silentMillis;
        said.put(what, new Said(isSaid ? now : before.at(), count));
        return isSaid ? count : 0;
    }
}
