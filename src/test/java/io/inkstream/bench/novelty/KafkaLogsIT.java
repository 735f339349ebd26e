package io.inkstream.bench.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Makes labelled logs of real processes for {@code bench novelty}: what a broker, its controllers, its clients and a Kafka Streams application write at
 * level DEBUG while things go wrong. They are left in {@code target/logs}; {@code -Dinkstream.logs.lines=20000} makes long ones.
 */
final class KafkaLogsIT {

    private static final int LINES = Integer.getInteger("inkstream.logs.lines", 1_500);
    private static final int ROUNDS_MAX = 500;
    private static final int WARM = 400;
    private static final String KAFKA = "org.apache.kafka.";

    private static final Map<String, List<String>> LOGS = Map.of(
            "broker", List.of("kafka.", KAFKA + "storage", KAFKA + "server"),
            "controller",
                    List.of(
                            KAFKA + "controller",
                            KAFKA + "coordinator",
                            KAFKA + "raft",
                            KAFKA + "image",
                            KAFKA + "timeline",
                            KAFKA + "metadata",
                            KAFKA + "deferred"),
            "clients", List.of(KAFKA + "clients"),
            "streams", List.of(KAFKA + "streams"));

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

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Map<Logger, Level> before = new HashMap<>();

    @TempDir
    Path folder;

    @Test
    void what_kafka_writes_while_things_go_wrong_is_told_apart_by_the_place_that_wrote_it() throws Exception {
        var sites = new CallSites(LOGS, LINES);
        sites.start();
        List.of("kafka", "org.apache.kafka").forEach(name -> {
            level(name, Level.DEBUG);
            context.getLogger(name).setAdditive(false);
            context.getLogger(name).addAppender(sites);
        });
        OF_EVERY_REQUEST.forEach(name -> level(name, Level.INFO));
        try (var kafka = new FaultyKafka(folder)) {
            for (int round = 0; round < ROUNDS_MAX && !sites.isFull(); round++) {
                kafka.round();
            }
        } finally {
            List.of("kafka", "org.apache.kafka").forEach(name -> {
                context.getLogger(name).detachAppender(sites);
                context.getLogger(name).setAdditive(true);
            });
            before.forEach(Logger::setLevel);
        }

        for (String name : LOGS.keySet()) {
            sites.write(name, Path.of("target", "logs", name + ".tsv"));
            requireLabels(sites.log(name));
        }
    }

    private void level(String name, Level level) {
        var logger = context.getLogger(name);
        before.put(logger, logger.getLevel());
        logger.setLevel(level);
    }

    /** A place in the source has one level, and is not Scala's way to the logger. */
    private static void requireLabels(LabelledLog log) {
        assertThat(log.lines()).as(log.name()).hasSize(LINES);
        var levels = new HashMap<String, String>();
        for (int i = 0; i < LINES; i++) {
            String level = log.lines().get(i).split(" ")[1];
            assertThat(levels.merge(log.kinds().get(i), level, (known, now) -> known.equals(now) ? known : known + now))
                    .as(log.lines().get(i))
                    .isEqualTo(level);
        }
        assertThat(levels.keySet()).hasSizeGreaterThan(40).noneMatch(kind -> kind.contains("Logging"));
        assertThat(new HashSet<>(log.kinds().subList(0, WARM))).hasSizeLessThan(levels.size());
    }
}
