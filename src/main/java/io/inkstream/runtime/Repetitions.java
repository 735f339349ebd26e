package io.inkstream.runtime;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets a Kafka client that looks for a broker say so once a minute instead of at each attempt: the same message of
 * {@code NetworkClient}, whichever client it is from. For {@code logback.xml}.
 */
public final class Repetitions extends Filter<ILoggingEvent> {

    private static final String LOGGER = "org.apache.kafka.clients.NetworkClient";
    private static final long SILENT_MILLIS = 60_000;
    private static final int REMEMBERED = 100;

    private final Map<String, Long> said = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Override
    public synchronized FilterReply decide(ILoggingEvent event) {
        if (!event.getLoggerName().equals(LOGGER)) {
            return FilterReply.NEUTRAL;
        }
        // A message begins with the client's name in brackets.
        String message = event.getFormattedMessage();
        String what = message.substring(message.indexOf("] ") + 1);
        Long last = said.get(what);
        if (last != null && event.getTimeStamp() - last < SILENT_MILLIS) {
            return FilterReply.DENY;
        }
        said.put(what, event.getTimeStamp());
        return FilterReply.NEUTRAL;
    }
}
