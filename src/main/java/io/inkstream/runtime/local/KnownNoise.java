package io.inkstream.runtime.local;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;

/**
 * Drops warnings that a healthy broker or topology gives on each start or stop, by logger and beginning, so that their other
 * warnings are seen. For {@code logback.xml}.
 */
public final class KnownNoise extends Filter<ILoggingEvent> {

    private static final Map<String, String> BEGINNING = Map.of(
            // The only node becomes the active controller on each start.
            "org.apache.kafka.controller.QuorumController", "[QuorumController id=1] Performing controller activation.",
            // Said of an empty configuration that Kafka Streams makes for itself, whatever ours says.
            "org.apache.kafka.streams.StreamsConfig",
                    "Processing exception handler is not enabled for the GlobalThread.",
            // The broker closes its channel to the controller twice on each stop.
            "org.apache.kafka.clients.NetworkClient", "[NodeToControllerChannelManager id=1 ");

    @Override
    public FilterReply decide(ILoggingEvent event) {
        var beginning = BEGINNING.get(event.getLoggerName());
        return beginning != null && event.getFormattedMessage().startsWith(beginning)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
