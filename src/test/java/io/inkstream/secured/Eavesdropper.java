package io.inkstream.secured;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** Hears what Kafka and Inkstream log, far more than is written otherwise, and keeps what has a secret in it. */
final class Eavesdropper extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final List<String> TREES = List.of("org.apache.kafka", "io.inkstream");

    /** The broker in this JVM would be a flood below INFO, and so would be the clients' every request. */
    private static final Map<String, Level> LEVELS = Map.of(
            "org.apache.kafka", Level.INFO,
            "io.inkstream", Level.DEBUG,
            "org.apache.kafka.clients.admin", Level.DEBUG,
            "org.apache.kafka.clients.consumer.internals.ConsumerUtils", Level.DEBUG,
            "org.apache.kafka.clients.producer.KafkaProducer", Level.DEBUG,
            "org.apache.kafka.common.config", Level.DEBUG,
            "org.apache.kafka.common.network", Level.DEBUG,
            "org.apache.kafka.common.security", Level.TRACE,
            "org.apache.kafka.streams.KafkaStreams", Level.DEBUG);

    private final List<String> secrets;
    private final Map<String, Level> before = new HashMap<>();
    private final Queue<String> betrayals = new ConcurrentLinkedQueue<>();
    private final AtomicLong heard = new AtomicLong();

    Eavesdropper(List<String> secrets) {
        this.secrets = secrets;
        setContext(logger(Logger.ROOT_LOGGER_NAME).getLoggerContext());
        start();
        LEVELS.forEach((name, level) -> {
            before.put(name, logger(name).getLevel());
            logger(name).setLevel(level);
        });
        TREES.forEach(tree -> {
            logger(tree).setAdditive(false);
            logger(tree).addAppender(this);
        });
    }

    @Override
    protected void append(ILoggingEvent event) {
        heard.incrementAndGet();
        String thrown = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        String words = event.getFormattedMessage() + thrown;
        if (secrets.stream().anyMatch(words::contains)) {
            betrayals.add(event.getLoggerName() + ": " + words);
        }
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            logger(Logger.ROOT_LOGGER_NAME)
                    .iteratorForAppenders()
                    .forEachRemaining(appender -> appender.doAppend(event));
        }
    }

    /** Lines with a secret in them. */
    List<String> betrayals() {
        return List.copyOf(betrayals);
    }

    /** Lines altogether. */
    long heard() {
        return heard.get();
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @Override
    public void close() {
        TREES.forEach(tree -> {
            logger(tree).detachAppender(this);
            logger(tree).setAdditive(true);
        });
        before.forEach((name, level) -> logger(name).setLevel(level));
        stop();
    }
}
