package io.inkstream.bench.pipeline;

import io.inkstream.bench.Figure;
import io.inkstream.bench.Machine;
import io.inkstream.bench.Onlooker;
import io.inkstream.bench.speed.Contestants;
import io.inkstream.bench.speed.StandProcess;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.local.LocalStack;
import io.inkstream.local.TemporaryFolder;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a trainer process learns from {@code corpus-in}, exactly-once, with its reports and checkpoints, against the same learner alone.
 * The text is on the topic before a turn; the broker is in this process, on the same processors. Both take turns, the trainer frozen while
 * the learner has its: so a machine whose speed changes changes both.
 *
 * @param settings of the trainer, its profile among them, as {@code --set} takes them
 * @param text that is learned, over and over, by both
 * @param seconds that are measured of each
 * @param warmUp seconds before, of the trainer: compiling what the broker and Kafka Streams do takes the JVM a minute
 */
public record PipelineBench(Map<String, String> settings, Path text, double seconds, double warmUp) {

    private static final int LEAST_TURNS = 5;

    /** Seconds of a turn at most: less than the session and the transaction of the trainer last, which is frozen for as long. */
    private static final double TURN = 4;

    /** How much more text than the turn before took is there for the next one, so that none has to be made while it is measured. */
    private static final double FORESIGHT = 2;

    /**
     * What was found.
     *
     * @param profile of the trainer
     * @param nodes of each layer of its network
     * @param alone characters per second of the learner alone
     * @param pipeline characters per second through the topics
     * @param ratio of the two, turn by turn
     * @param startMillis from the start of a process to its first report, where topics and state were there; the first report is
     *     of {@code report.every} steps
     * @param residentMegabytes the most that the process had in memory; empty where the system does not say
     */
    public record Result(
            Machine machine,
            String profile,
            int nodes,
            Figure alone,
            Figure pipeline,
            Figure ratio,
            long startMillis,
            Optional<Long> residentMegabytes) {}

    /** @throws IllegalArgumentException if a number is out of its range */
    public PipelineBench {
        settings = Map.copyOf(settings);
        if (!(seconds > 0) || !(warmUp >= 0)) {
            throw new IllegalArgumentException(
                    "seconds must be above 0, seconds to warm up at least 0: %s, %s".formatted(seconds, warmUp));
        }
    }

    /**
     * Measures.
     *
     * @param home the folder of the program
     * @param mainClass of the program, whose {@code train} is measured
     * @param onlooker hears what is going on; the amounts are measurements, those to warm up included
     * @throws IOException if a process ended, or the text cannot be read
     */
    public Result run(Path home, String mainClass, Onlooker onlooker) throws IOException {
        int turns = (int) Math.max(LEAST_TURNS, Math.ceil(seconds / TURN));
        onlooker.expect(1 + 1 + turns + 1);
        onlooker.hear("the learner alone warms up");
        try (var alone = alone();
                var folder = TemporaryFolder.create("inkstream-bench");
                var stack = LocalStack.start(home, folder.path(), 0, 0)) {
            double speed = alone.time(Math.min(warmUp, seconds));
            onlooker.advance(1);
            var all = new HashMap<>(settings);
            all.putAll(stack.settings());
            all.put(Keys.STATE_DIR, folder.path().resolve("state").toString());
            var configuration = Configuration.load(all, Map.of(), Optional.empty());
            try (var admin = new TopicAdmin(configuration.kafka())) {
                admin.create(Topics.all(configuration));
            }
            try (var sent = new EndlessText(configuration, new CyclicText(text));
                    var reports = new TrainerReports(configuration, sent)) {
                onlooker.hear("the pipeline warms up");
                var speeds = new double[3][turns];
                Optional<Long> resident;
                reports.allow(speed * warmUp);
                try (var trainer = train(mainClass, all, folder.path())) {
                    reports.after(0, trainer);
                    reports.over(warmUp, trainer);
                    onlooker.advance(1);
                    onlooker.hear("the pipeline and the learner alone in turn");
                    for (int turn = 0; turn < turns; turn++) {
                        reports.allow(speed * seconds / turns * FORESIGHT);
                        reports.skip(trainer);
                        speeds[0][turn] = reports.over(seconds / turns, trainer);
                        trainer.freeze();
                        speeds[1][turn] = alone.time(seconds / turns);
                        trainer.thaw();
                        speed = Math.max(speed, Math.max(speeds[0][turn], speeds[1][turn]));
                        speeds[2][turn] = speeds[0][turn] / speeds[1][turn];
                        onlooker.advance(1);
                    }
                    resident = trainer.peakMegabytes();
                }
                onlooker.hear("a second start");
                long last = reports.drain();
                long begin = System.nanoTime();
                long startMillis;
                try (var trainer = train(mainClass, all, folder.path())) {
                    reports.after(last, trainer);
                    startMillis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
                    onlooker.advance(1);
                }
                return new Result(
                        Machine.here(),
                        configuration.string(Keys.PROFILE),
                        configuration.integer(Keys.NODES),
                        Figure.of(speeds[1]),
                        Figure.of(speeds[0]),
                        Figure.of(speeds[2]),
                        startMillis,
                        resident);
            }
        }
    }

    private StandProcess alone() throws IOException {
        var configuration = Configuration.load(settings, Map.of(), Optional.empty());
        int threads = configuration.integer(Keys.THREADS);
        var arguments = new ArrayList<String>(List.of(LearnerAlone.TEXT + "=" + text.toAbsolutePath()));
        settings.forEach((key, value) -> arguments.add(key + "=" + value));
        return StandProcess.start(
                Contestants.ours(configuration.string(Keys.ENGINE), LearnerAlone.class),
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                arguments);
    }

    private static ServiceProcess train(String mainClass, Map<String, String> settings, Path folder)
            throws IOException {
        return ServiceProcess.start(mainClass, "train", settings, folder.resolve("trainer.log"));
    }
}
