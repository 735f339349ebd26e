package io.inkstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.serde.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults drawn from a seed, one after the other, on a trainer and then on a generator, with outages longer than every time limit of
 * Kafka's clients. Behind the first fault a trainer is asked to forget some text, but in the short run. Whatever comes: digests, reports, scores, alerts and replies are those of an uninterrupted run, unreadable records are dead letters
 * once, memory stays within bounds, and within a minute of each fault's end (longer on a machine that is slow to start
 * without a fault) each process works or has ended with its reason. Two seeds of a few faults by default, one
 * application each; with {@code -Pchaos} {@code inkstream.chaos.seeds} of them (20) for five minutes each. {@code -Dinkstream.chaos.seed=N} runs
 * that one alone.
 */
final class SeedsIT {

    private static final boolean LONG = "long".equals(System.getProperty("inkstream.chaos"));
    /**
     * The first faults of one are for the trainer a broker that is frozen, with a task's patience longer than a session, a disk that is
     * full while it starts, and flipped bytes; those of the other for the generator flipped bytes, an identity that is taken and
     * a broker that is frozen.
     */
    private static final long[] SHORT = {1508, 2826};

    private static final String MODEL = "default";

    /** In the short run that is ForgetIT's. */
    private static final boolean FORGETS = LONG || Long.getLong("inkstream.chaos.seed") != null;

    private static final int FAULTS = 3;
    private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("inkstream.chaos.seconds", 300))
            .dividedBy(2);
    /** From the end of a fault to newly committed work, where a start without a fault takes a sixth of that or less. */
    private static final Duration SERVING_WITHIN = Duration.ofSeconds(60);

    /** On a machine that is so busy that a start without a fault takes longer: this many times as long. */
    private static final int STARTS = 6;

    private static final int DISK_MEBIBYTES = 96;
    private static final long MEMORY_MOST = 2_500L << 20;
    private static final Map<String, String> SETTINGS = Map.of(
            "profile", "seed",
            "batch.size", "16",
            "segment.length", "50",
            "validation.characters", "100",
            "report.every", "50",
            "checkpoint.every", "400",
            "corpus.scores", "true",
            "alerts.share", "0.05");

    private static final Report REPORT = new Report("Faults from seeds", "seeds.md");

    @AfterAll
    static void end() {
        REPORT.write();
    }

    static LongStream seeds() {
        Long one = Long.getLong("inkstream.chaos.seed");
        return one != null
                ? LongStream.of(one)
                : LONG
                        ? LongStream.rangeClosed(1, Integer.getInteger("inkstream.chaos.seeds", 20))
                        : LongStream.of(SHORT);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_a_seed_draws_nothing_is_lost_or_done_twice(long seed) throws Exception {
        System.out.println("[chaos] seed " + seed + " (again with -Dinkstream.chaos.seed=" + seed + ")");
        try (var laboratory = Laboratory.withOneBroker("seed-" + seed);
                var disk = new Disk(SmallDisk.mounted(laboratory.folder().resolve("disk"), DISK_MEBIBYTES))) {
            var configuration = laboratory.configure(SETTINGS);
            laboratory
                    .topics()
                    .alter(
                            List.of(TopicNames.CORPUS, TopicNames.PROMPTS),
                            "message.timestamp.after.max.ms",
                            Long.toString(Long.MAX_VALUE));
            var schedule = new Schedule(seed, disk.small().isPresent());
            var settings = new TreeMap<>(SETTINGS);
            settings.putAll(schedule.settings());
            settings.put("state.dir", laboratory.folder().resolve("disk/state").toString());
            boolean both = LONG || seed != SHORT[0] && seed != SHORT[1];
            var learning = new Learning(configuration, List.of(MODEL));
            strike(new Bench(laboratory, learning, settings, new Random(seed)), schedule, both || seed == SHORT[0]);
            if (both || seed == SHORT[1]) {
                var answering = new Answering(configuration, 20, 40, new Random(seed));
                strike(new Bench(laboratory, answering, settings, new Random(seed)), schedule, true);
            }
        }
    }

    /** Where the local state is; what may be is not filled where one may not mount. */
    private record Disk(Optional<SmallDisk> small) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (small.isPresent()) {
                small.get().close();
            } else {
                System.out.println("[chaos] no disk was filled: mounting a small one takes Linux and root");
            }
        }
    }

    /** @param faults whether there are any; else it does its work in peace */
    private static void strike(Bench bench, Schedule schedule, boolean faults) {
        try (bench) {
            var work = bench.work();
            bench.stock();
            var start = bench.awaitGoingOn(bench.start(Bench.MAIN), System.nanoTime())
                    .multipliedBy(STARTS);
            var within = start.compareTo(SERVING_WITHIN) > 0 ? start : SERVING_WITHIN;
            long end = System.nanoTime() + EACH.toNanos();
            for (int struck = 0; faults && (LONG ? System.nanoTime() < end : struck < FAULTS); struck++) {
                if (FORGETS && struck == 1 && work instanceof Learning learning) {
                    Forgets.ask(bench, learning, MODEL);
                }
                var fault = schedule.next();
                String name = (work.command().equals("train") ? "trainer: " : "generator: ") + fault.label();
                System.out.println("[chaos] now " + fault);
                REPORT.strike(name);
                var toGoOn = fault.strike(bench);
                REPORT.recovered(name, toGoOn);
                assertThat(toGoOn).as("from the end of %s to work", fault).isLessThan(within);
                work.verify();
                REPORT.equal(name);
                bench.requireMemoryBelow(MEMORY_MOST);
            }
            if (FORGETS && faults && work instanceof Learning learning) {
                Forgets.awaitEnd(bench, learning, MODEL);
                long done = learning.done().get(MODEL);
                bench.await("scores of it alone", () -> {
                    bench.stock();
                    return learning.done().get(MODEL) >= done + 3 * learning.portion();
                });
            }
            bench.awaitAllDone();
            work.verifyEnd();
            REPORT.result(work.summary());
        }
    }
}
