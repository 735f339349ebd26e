package io.inkstream.local;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Drops warnings that a healthy broker or topology gives on each start or stop, or after a kill, by logger and message, so that their other
 * warnings are seen. For {@code logback.xml}.
 */
public final class KnownNoise extends Filter<ILoggingEvent> {

    private static final Map<String, Pattern> NOISE = Map.of(
            // The only node becomes the active controller on each start.
            "org.apache.kafka.controller.QuorumController",
            Pattern.compile("^\\[QuorumController id=1] Performing controller activation\\."),
            // Said of an empty configuration that Kafka Streams makes for itself, whatever ours says.
            "org.apache.kafka.streams.StreamsConfig",
            Pattern.compile("^Processing exception handler is not enabled for the GlobalThread\\."),
            // Under exactly-once the stores of a process that was killed are restored from their changelogs, as they
            // must be.
            // StateDirectory says so in a line; these two say it again, with stack traces.
            "org.apache.kafka.streams.processor.internals.TaskManager",
            Pattern.compile("TaskCorruptedException|Encounter corrupted task"),
            "org.apache.kafka.streams.processor.internals.StreamThread",
            Pattern.compile("Detected the states of tasks \\S+ are corrupted"),
            // The reader of the global store moves from restoring to reading.
            "org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils",
            Pattern.compile("Not updating last stable offset"),
            // The broker closes its channel to the controller twice on each stop.
            "org.apache.kafka.clients.NetworkClient",
            Pattern.compile("^\\[NodeToControllerChannelManager id=1 "),
            // Said once for each topology, of which the start line says it.
            "org.apache.kafka.streams.processor.internals.StateDirectory",
            Pattern.compile("^Using an OS temp directory in the state\\.dir property"),
            // A transaction that begins while the one before it is being ended: the producer tries again, and on a slow
            // machine its
            // records then reach the broker in another order, which the broker sets right by refusing them once more.
            "org.apache.kafka.clients.producer.internals.Sender",
            Pattern.compile(
                    "retrying \\(\\d+ attempts left\\)\\. Error: (CONCURRENT_TRANSACTIONS|OUT_OF_ORDER_SEQUENCE_NUMBER)"),
            "kafka.server.ReplicaManager",
            Pattern.compile("Error processing append operation on partition .*OutOfOrderSequenceException"));

    /** The message, and the kind of exception that comes with it. */
    private static String said(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        return event.getFormattedMessage() + (thrown == null ? "" : " " + thrown.getClassName());
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        var noise = NOISE.get(event.getLoggerName());
        return noise != null && noise.matcher(said(event)).find() ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
