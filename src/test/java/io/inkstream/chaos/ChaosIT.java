package io.inkstream.chaos;

import io.inkstream.serde.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whatever is killed, the digest is the one an uninterrupted run gives, every character is learned once, and every prompt is answered
 * once. Instances that take over from one another by default; all of it with {@code -Dinkstream.chaos=long}, as {@code mvn verify -Pchaos}
 * sets it. What {@link SeedsIT} draws is in no set order; here each kind has its number.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ChaosIT {

    private static final boolean LONG = "long".equals(System.getProperty("inkstream.chaos"));
    private static final long SEED = Long.getLong("inkstream.chaos.seed", 1);
    /** Between two checkpoints is what is sent at once: in the short schedule little, for four models learn it through every fault. */
    private static final Map<String, String> SETTINGS = Map.of(
            "profile", "seed",
            "mixture.bits", "10",
            "batch.size", "16",
            "segment.length", "50",
            "validation.characters", "100",
            "report.every", "50",
            "checkpoint.every", LONG ? "400" : "100");

    private static Report report;

    @BeforeAll
    static void begin() {
        System.out.println("[chaos] " + (LONG ? "long" : "short") + " schedule, seed " + SEED
                + " (another with -Dinkstream.chaos.seed)");
        report = new Report("Crash laboratory, " + (LONG ? "long" : "short") + " schedule, seed " + SEED, "report.md");
    }

    @AfterAll
    static void end() {
        report.write();
    }

    @Test
    @Order(1)
    @EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
    void on_one_broker_a_trainer_comes_out_as_if_nothing_had_happened() throws Exception {
        try (var laboratory = Laboratory.withOneBroker("trainer")) {
            var random = new Random(SEED);
            var configuration = laboratory.configure(SETTINGS);
            laboratory.allowAnyTime(TopicNames.CORPUS);
            var training = common(Duration.ofMinutes(1));
            add(training, 20, new Killed(Killed.Moment.AT_RANDOM));
            add(training, 12, new Killed(Killed.Moment.WITH_RESULTS_UNCOMMITTED));
            add(training, 9, new Killed(Killed.Moment.AT_RESTORE));
            add(training, 9, new Killed(Killed.Moment.IN_A_REPLAY));
            add(training, 10, new BrokerKilled());
            Collections.shuffle(training, random);
            run(new Bench(laboratory, new Learning(configuration, List.of("default")), SETTINGS, random), training, 0);
        }
    }

    @Test
    @Order(2)
    @EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
    void on_one_broker_a_generator_comes_out_as_if_nothing_had_happened() throws Exception {
        try (var laboratory = Laboratory.withOneBroker("generator")) {
            var random = new Random(SEED);
            var configuration = laboratory.configure(SETTINGS);
            laboratory.allowAnyTime(TopicNames.PROMPTS);
            run(new Bench(laboratory, new Learning(configuration, List.of("default")), SETTINGS, random), List.of(), 0);

            var answering = common(Duration.ofSeconds(10));
            add(answering, 20, new Killed(Killed.Moment.AT_RANDOM));
            add(answering, 10, new Killed(Killed.Moment.WITH_RESULTS_UNCOMMITTED));
            add(answering, 3, new BrokerKilled());
            Collections.shuffle(answering, random);
            var work = new Answering(configuration, 200, 60, random);
            run(new Bench(laboratory, work, SETTINGS, random), answering, 3000);
        }
    }

    /** What is done to either application; the registry and the broker are away for so long. */
    private static List<Fault> common(Duration away) {
        var faults = new ArrayList<Fault>();
        for (var damage : StateLost.Damage.values()) {
            faults.add(new StateLost(damage, false));
            faults.add(new StateLost(damage, true));
        }
        faults.add(new RegistryAway(away));
        faults.add(new BrokerAway(away));
        faults.add(new ClockOff(Duration.ofMinutes(61)));
        faults.add(new ClockOff(Duration.ofMinutes(-61)));
        faults.add(new Zombie());
        return faults;
    }

    @Test
    @Order(3)
    void instances_that_come_and_go_take_over_from_one_another() throws Exception {
        try (var laboratory = Laboratory.withOneBroker("instances")) {
            var random = new Random(SEED);
            var settings = new TreeMap<>(SETTINGS);
            settings.putAll(Map.of(
                    "model.by", "key",
                    "model", "a",
                    "training.partitions", "4",
                    "prompts.partitions", "4",
                    "kafka.num.standby.replicas", "1"));
            if (!LONG) {
                // Each takeover from an instance that says nothing waits for the end of its session.
                settings.put("kafka.consumer.session.timeout.ms", "10000");
            }
            var configuration = laboratory.configure(settings);
            var models = List.of("a", "b", "c", "d");
            var faults = new ArrayList<>(takeovers());
            if (LONG) {
                faults.add(new Forgets("a", 10)); // once is ForgetIT's
            }
            run(new Bench(laboratory, new Learning(configuration, models), settings, random), faults, 0);
            if (LONG) {
                var work = new Answering(configuration, 200, 30, random);
                run(new Bench(laboratory, work, settings, random), takeovers(), 0);
            }
        }
    }

    private static List<Fault> takeovers() {
        return LONG
                ? List.of(
                        new Joins("1"),
                        new Killed(Killed.Moment.AT_RANDOM),
                        new Joins("2"),
                        new Leaves("1"),
                        new Joins("1"),
                        new Dies("2"),
                        new Joins("2"),
                        new Leaves("2"),
                        new Dies("1"),
                        new Zombie())
                : List.of(new Joins("1"), new Zombie(), new Dies("1"));
    }

    /** A round is as long as the steps from one checkpoint to the next are without. */
    @Test
    @Order(7)
    @EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
    void instances_that_share_a_model_come_and_go() throws Exception {
        try (var laboratory = Laboratory.withOneBroker("shards")) {
            var random = new Random(SEED);
            var settings = new TreeMap<>(SETTINGS);
            settings.putAll(Map.of("model.shards", "2", "round.windows", "40"));
            var configuration = laboratory.configure(settings);
            var faults = new ArrayList<>(takeovers());
            faults.add(new Killed(Killed.Moment.AT_RANDOM));
            if (LONG) {
                faults.add(new BrokerKilled());
                faults.add(new BrokerAway(Duration.ofMinutes(1)));
                add(faults, 10, new Killed(Killed.Moment.AT_RANDOM));
            }
            run(new Bench(laboratory, new Learning(configuration, List.of("default")), settings, random), faults, 0);
        }
    }

    @Test
    @Order(4)
    @EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
    void one_broker_of_three_may_be_killed() throws Exception {
        try (var laboratory = Laboratory.withThreeBrokers("three-brokers")) {
            var random = new Random(SEED);
            var configuration = laboratory.configure(SETTINGS);
            var faults = new ArrayList<Fault>();
            add(faults, 5, new BrokerKilled());
            run(new Bench(laboratory, new Learning(configuration, List.of("default")), SETTINGS, random), faults, 0);
            run(new Bench(laboratory, new Answering(configuration, 50, 60, random), SETTINGS, random), faults, 0);
        }
    }

    @Test
    @Order(5)
    @EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
    void a_full_disk_ends_the_trainer_and_costs_nothing() throws Exception {
        try (var laboratory = Laboratory.withOneBroker("full-disk");
                var disk = SmallDisk.mount(laboratory.folder().resolve("disk"), 64)) {
            var random = new Random(SEED);
            var settings = new TreeMap<>(SETTINGS);
            // Checkpoints of a megabyte, so that what is kept in memory goes to the disk soon.
            settings.putAll(Map.of(
                    "nodes",
                    "256",
                    "checkpoint.every",
                    "20",
                    "state.dir",
                    disk.path().toString()));
            var work = new Learning(laboratory.configure(settings), List.of("default"));
            run(new Bench(laboratory, work, settings, random), List.of(new DiskFull()), 0);
        }
    }

    /**
     * Strikes with each fault, and holds the whole to an uninterrupted run.
     *
     * @param prompts so many are to be answered at least
     */
    private static void run(Bench bench, List<Fault> faults, int prompts) {
        try (bench) {
            var work = bench.work();
            bench.stock();
            bench.awaitGoingOn(bench.start(Bench.MAIN), System.nanoTime());
            for (var fault : faults) {
                String name = (work.command().equals("train") ? "trainer" : "generator") + ": " + fault.label();
                report.strike(name);
                report.recovered(name, fault.strike(bench));
                work.verify();
                report.equal(name);
            }
            while (work instanceof Answering answering && answering.sent() < prompts) {
                work.feed(Duration.ZERO);
            }
            bench.awaitAllDone();
            work.verifyEnd();
            report.result(work.summary());
        }
    }

    private static void add(List<Fault> faults, int times, Fault fault) {
        faults.addAll(Collections.nCopies(times, fault));
    }
}
