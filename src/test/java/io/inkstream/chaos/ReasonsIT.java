package io.inkstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What ends a process for good, with a real broker's words in it: each in a sentence that says what, where and what to do. */
@EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
final class ReasonsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Map<String, String> SETTINGS = Map.of(
            "profile",
            "seed",
            "batch.size",
            "16",
            "segment.length",
            "50",
            "report.every",
            "50",
            "checkpoint.every",
            "400");

    private Laboratory laboratory;
    private TreeMap<String, String> settings;
    private Learning work;

    @BeforeEach
    void start() throws Exception {
        laboratory = Laboratory.withOneBroker("reasons");
        settings = new TreeMap<>(laboratory.settings(SETTINGS));
        settings.put("state.dir", laboratory.folder().resolve("state").toString());
        work = new Learning(laboratory.configure(SETTINGS), List.of("default"));
        work.feed(Duration.ZERO);
    }

    @AfterEach
    void stop() {
        work.close();
        laboratory.close();
    }

    @Test
    void a_clock_a_year_ahead_is_said_with_what_time_it_is_here() {
        assumeThat(FalseClock.library()).as("libfaketime is installed").isPresent();
        try (var clock = FalseClock.beside(laboratory.folder())) {
            clock.jump(Duration.ofDays(365));
            var trainer = laboratory.inkstream("train", "0", settings, clock.environment());
            await().atMost(PATIENCE).until(() -> !trainer.isAlive());
            assertThat(lastLine(trainer))
                    .startsWith(
                            "inkstream: Trainer cannot continue: the broker refuses a record because of its timestamp")
                    .contains("clock", "message.timestamp.after.max.ms");
        }
    }

    @Test
    void a_clock_that_is_set_back_by_an_hour_stops_nobody() {
        assumeThat(FalseClock.library()).as("libfaketime is installed").isPresent();
        goesOnWhenTheClockIsSetBack(work);
        try (var answering = new Answering(laboratory.configure(SETTINGS), 20, 40, new Random(1))) {
            answering.feed(Duration.ZERO);
            goesOnWhenTheClockIsSetBack(answering);
        }
    }

    private void goesOnWhenTheClockIsSetBack(Work work) {
        try (var clock = FalseClock.beside(laboratory.folder())) {
            var instance = laboratory.inkstream(work.command(), "0", settings, clock.environment());
            await().atMost(PATIENCE).until(work::isAllDone);
            clock.jump(Duration.ofHours(-1));
            await().atMost(PATIENCE).until(() -> instance.words().contains("this machine's clock was set back by 3"));
            work.feed(Duration.ZERO);
            await().atMost(PATIENCE).until(work::isAllDone);
            work.verifyEnd();
            assertThat(instance.isAlive()).isTrue();
            instance.kill();
        }
    }

    private static String lastLine(Child child) {
        var lines = child.words().lines().toList();
        return lines.get(lines.size() - 1);
    }
}
