package io.inkstream.bench.pipeline;

import io.inkstream.bench.Figure;
import io.inkstream.bench.Machine;
import io.inkstream.bench.Onlooker;
import io.inkstream.bench.speed.Contestants;
import io.inkstream.bench.speed.StandProcess;
import io.inkstream.bench.stand.NetworkSize;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.local.LocalStack;
import io.inkstream.local.TemporaryFolder;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.TopicReader;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a trainer process learns from {@code corpus-in}, exactly-once, with reports and checkpoints as the profile {@code seed} has
 * them, against its engine alone. The text is on the topic before a turn; the broker is in this process, on the same processors. Both take
 * turns, the trainer frozen while the engine has its: so a machine whose speed changes changes both.
 *
 * @param nodes of one layer; everything else is the tutorial's
 * @param threads of the engine; 0: as many as there are processors
 * @param seconds that are measured of each
 * @param warmUp seconds before, of the trainer: compiling what the broker and Kafka Streams do takes the JVM a minute
 */
public record PipelineBench(int nodes, int threads, double seconds, double warmUp) {

    private static final int LEAST_TURNS = 5;

    /** Seconds of a turn at most: less than the session and the transaction of the trainer last, which is frozen for as long. */
    private static final double TURN = 4;

    /** Characters of 20 reports: a window is learned when it is whole, and each turn ends with a report. */
    private static final long SPARE = 20 * 64_000L;

    /** How much more text than the turn before took is there for the next one, so that none has to be made while it is measured. */
    private static final double FORESIGHT = 2;

    private static final Duration SILENCE = Duration.ofSeconds(120);

    /**
     * What was found.
     *
     * @param engine characters per second of the engine alone
     * @param pipeline characters per second through the topics
     * @param ratio of the two, turn by turn
     * @param startMillis from the start of a process to its first report, where topics and state were there; the first report is
     *     of {@code report.every} steps
     * @param residentMegabytes the most that the process had in memory; empty where the system does not say
     */
    public record Result(
            Machine machine,
            int nodes,
            Figure engine,
            Figure pipeline,
            Figure ratio,
            long startMillis,
            Optional<Long> residentMegabytes) {}

    /** @throws IllegalArgumentException if a number is out of its range */
    public PipelineBench {
        if (nodes < 1 || threads < 0 || !(seconds > 0) || !(warmUp >= 0)) {
            throw new IllegalArgumentException(
                    "nodes must be at least 1, threads 0, seconds above 0, seconds to warm up 0: %d, %d, %s, %s"
                            .formatted(nodes, threads, seconds, warmUp));
        }
    }

    /**
     * Measures.
     *
     * @param home the folder of the program
     * @param mainClass of the program, whose {@code train} is measured
     * @param onlooker hears what is going on; the amounts are measurements, those to warm up included
     * @throws IOException if a process ended
     */
    public Result run(Path home, String mainClass, Onlooker onlooker) throws IOException {
        int turns = (int) Math.max(LEAST_TURNS, Math.ceil(seconds / TURN));
        onlooker.expect(1 + 1 + turns + 1);
        onlooker.hear("the engine warms up");
        int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        var contestant = new Contestants(home).training(Contestants.OURS).get(0);
        try (var engine = StandProcess.start(contestant, new NetworkSize(nodes, 1, 10, 27, 64), 0, count);
                var folder = TemporaryFolder.create("inkstream-bench");
                var stack = LocalStack.start(home, folder.path(), 0, 0)) {
            double speed = engine.time(Math.min(warmUp, seconds));
            onlooker.advance(1);
            var settings = new HashMap<>(stack.settings());
            settings.put(Keys.PROFILE, "seed");
            settings.put(Keys.NODES, Integer.toString(nodes));
            settings.put(Keys.THREADS, Integer.toString(threads));
            settings.put(Keys.STATE_DIR, folder.path().resolve("state").toString());
            var configuration = Configuration.load(settings, Map.of(), Optional.empty());
            try (var admin = new TopicAdmin(configuration.kafka())) {
                admin.create(Topics.all(configuration));
            }
            try (var text = new EndlessText(configuration);
                    var reports = new Reports(configuration, text)) {
                onlooker.hear("the pipeline warms up");
                var speeds = new double[3][turns];
                Optional<Long> resident;
                reports.allow(speed * warmUp);
                try (var trainer = train(mainClass, settings, folder.path())) {
                    reports.after(0, trainer);
                    reports.over(warmUp, trainer);
                    onlooker.advance(1);
                    onlooker.hear("the pipeline and the engine alone in turn");
                    for (int turn = 0; turn < turns; turn++) {
                        reports.allow(speed * seconds / turns * FORESIGHT);
                        reports.skip(trainer);
                        speeds[0][turn] = reports.over(seconds / turns, trainer);
                        trainer.freeze();
                        speeds[1][turn] = engine.time(seconds / turns);
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
                try (var trainer = train(mainClass, settings, folder.path())) {
                    reports.after(last, trainer);
                    startMillis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
                    onlooker.advance(1);
                }
                return new Result(
                        Machine.here(),
                        nodes,
                        Figure.of(speeds[1]),
                        Figure.of(speeds[0]),
                        Figure.of(speeds[2]),
                        startMillis,
                        resident);
            }
        }
    }

    private static ServiceProcess train(String mainClass, Map<String, String> settings, Path folder)
            throws IOException {
        return ServiceProcess.start(mainClass, "train", settings, folder.resolve("trainer.log"));
    }

    /** The trainer's reports as they commit. */
    private static final class Reports implements AutoCloseable {
        private final TopicReader reader;
        private final Configuration configuration;
        private final EndlessText text;
        private long characters;
        private long nanos;

        Reports(Configuration configuration, EndlessText text) {
            this.configuration = configuration;
            this.text = text;
            reader = new TopicReader(configuration, TopicNames.METRICS);
            reader.toBeginning();
        }

        /** Sees to it that so many characters more than were learned are on the topic. */
        void allow(double more) {
            text.reach(characters + (long) more + SPARE);
        }

        /** Waits for a report of more characters than these; there is text for it, however fast the trainer has become. */
        void after(long before, ServiceProcess trainer) throws IOException {
            long begin = System.nanoTime();
            while (characters <= before) {
                allow(0);
                trainer.requireAlive();
                if (System.nanoTime() - begin > SILENCE.toNanos()) {
                    throw new IOException("no report came within %d s, after %d characters: %s"
                            .formatted(SILENCE.toSeconds(), before, trainer.lastWords()));
                }
                read(Duration.ofMillis(20));
            }
        }

        /** Leaves out what was under way while the trainer was frozen or text was sent. */
        void skip(ServiceProcess trainer) throws IOException {
            after(drain(), trainer);
        }

        /** Characters per second over about so many seconds, from report to report. */
        double over(double seconds, ServiceProcess trainer) throws IOException {
            long from = characters;
            long begin = nanos;
            while (nanos - begin < seconds * 1e9) {
                after(characters, trainer);
            }
            return (characters - from) * 1e9 / (nanos - begin);
        }

        /** Reads all that is there; the characters of the last report. */
        long drain() {
            reader.readToEnd(record -> characters = characters(record.value()));
            return characters;
        }

        private void read(Duration wait) {
            for (var record : reader.poll(wait)) {
                characters = characters(record.value());
                nanos = System.nanoTime();
            }
        }

        private long characters(byte[] value) {
            var report = AvroSerdes.values(configuration).deserializer().deserialize(TopicNames.METRICS, value);
            return ((TrainingReport) report).getCharacters();
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
