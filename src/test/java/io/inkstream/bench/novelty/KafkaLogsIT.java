package io.inkstream.bench.novelty;

import static io.inkstream.bench.novelty.KafkaTalks.KAFKA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes labelled logs of real processes for {@code bench novelty}: what a broker, its controllers, its clients and a Kafka Streams application write at
 * level DEBUG while things go wrong, up to a full disk and SIGKILL. They are left in {@code target/logs}; {@code -Dinkstream.logs.lines=20000} makes long ones.
 */
final class KafkaLogsIT {

    private static final int LINES = Integer.getInteger("inkstream.logs.lines", 1_500);
    /** Until the broker's disk has been full, and it was killed. */
    private static final int ROUNDS_LEAST = 6;

    private static final int ROUNDS_MAX = 500;
    private static final int WARM = 400;

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

    @TempDir
    Path folder;

    @Test
    void what_kafka_writes_while_things_go_wrong_is_told_apart_by_the_place_that_wrote_it() throws Exception {
        var sites = new CallSites(LOGS, LINES);
        boolean hasSmallDisk;
        try (var kafka = new FaultyKafka(folder, sites)) {
            for (int round = 0; round < ROUNDS_LEAST || round < ROUNDS_MAX && !sites.isFull(); round++) {
                kafka.round();
            }
            hasSmallDisk = kafka.hasSmallDisk();
        }

        for (String name : LOGS.keySet()) {
            sites.write(name, Path.of("target", "logs", name + ".tsv"));
            requireLabels(sites.log(name));
        }
        var broker = sites.log("broker").lines();
        assertThat(broker).anyMatch(line -> line.contains("since no clean shutdown file was found"));
        if (hasSmallDisk) {
            assertThat(broker).anyMatch(line -> line.contains("ERROR LogDirFailureChannel"));
        }
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
