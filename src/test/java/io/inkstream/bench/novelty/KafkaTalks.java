package io.inkstream.bench.novelty;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** While it is open, what of Kafka runs in this process logs at level DEBUG, and to one listener alone. */
final class KafkaTalks extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    static final String KAFKA = "org.apache.kafka.";

    /** The last has a file of its own in Kafka. */
    private static final List<String> ALL = List.of("kafka", "org.apache.kafka", "state.change.logger");

    /** What would tell of every request, and drown the rest. */
    private static final List<String> OF_EVERY_REQUEST = List.of(
            "kafka.network",
            "kafka.request",
            KAFKA + "common",
            KAFKA + "clients.NetworkClient",
            KAFKA + "clients.FetchSessionHandler",
            KAFKA + "clients.consumer.internals.AbstractFetch",
            KAFKA + "server.FetchSession",
            KAFKA + "server.FetchManager",
            KAFKA + "raft.KafkaNetworkChannel");

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<Logger, Level> before = new HashMap<>();
    private final Consumer<SaidLine> listener;

    KafkaTalks(Consumer<SaidLine> listener) {
        this.listener = listener;
        start();
        for (String name : ALL) {
            level(name, Level.DEBUG);
            loggers.getLogger(name).setAdditive(false);
            loggers.getLogger(name).addAppender(this);
        }
        OF_EVERY_REQUEST.forEach(name -> level(name, Level.INFO));
    }

    private void level(String name, Level level) {
        var logger = loggers.getLogger(name);
        before.put(logger, logger.getLevel());
        logger.setLevel(level);
    }

    @Override
    protected void append(ILoggingEvent event) {
        listener.accept(SaidLine.of(event));
    }

    @Override
    public void close() {
        for (String name : ALL) {
            loggers.getLogger(name).detachAppender(this);
            loggers.getLogger(name).setAdditive(true);
        }
        before.forEach(Logger::setLevel);
    }
}
