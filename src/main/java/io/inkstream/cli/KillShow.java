package io.inkstream.cli;

import io.inkstream.bench.pipeline.ServiceProcess;
import io.inkstream.cli.service.Running;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.schema.CheckpointManifest;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.TopicNames;
import io.inkstream.topics.AvroSerdes;
import io.inkstream.topics.CheckpointTopic;
import io.inkstream.topics.TopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * Kills a trainer in the midst of its work and has its text learned again by one that nobody kills: with the same weights at the end, to the bit, nothing
 * was lost and nothing learned twice.
 */
final class KillShow {

    /** A trainer that reports nothing for so long is not going to. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private final Configuration configuration;
    private final Map<String, String> settings;
    private final Path log;
    private final Consumer<String> out;
    private final Serde<SpecificRecord> serde;
    private final String model;

    /** A trainer's model before and after. */
    record Shown(long from, long to) {}

    /**
     * @param settings as {@code --set} takes them, for the trainer's process
     * @param log takes what that prints
     * @param out is told what happens, line by line
     */
    KillShow(Configuration configuration, Map<String, String> settings, Path log, Consumer<String> out) {
        this.configuration = configuration;
        this.settings = settings;
        this.log = log;
        this.out = out;
        serde = AvroSerdes.values(configuration);
        model = configuration.string(Keys.MODEL);
    }

    /**
     * Starts a trainer, kills it between two checkpoints, starts another and waits for two checkpoints more. Text is streamed in meanwhile.
     *
     * @return the steps of the checkpoints that the text is to be learned between again
     * @throws IOException with the trainer's last words if it ends by itself
     */
    Shown run() throws IOException {
        int every = configuration.integer(Keys.CHECKPOINT_EVERY);
        var topic = new CheckpointTopic(configuration);
        long begin = topic.newest(model).map(CheckpointManifest::getStep).orElse(0L);
        try (var reports = new TopicReader(configuration, TopicNames.METRICS)) {
            reports.toEnd();
            long killed;
            try (var trainer = start()) {
                say("A trainer runs in a separate process; its log is %s.", log);
                killed = await(reports, begin + every + every / 2, trainer).getStep();
                trainer.kill();
            }
            long at = System.nanoTime();
            say("Step %,d: killed with SIGKILL during training.", killed);
            try (var trainer = start()) {
                await(reports, killed + 1, trainer);
                say("It restarted and passed that step %.1f s after the kill.", (System.nanoTime() - at) / 1e9);
                await(reports, killed + 2L * every, trainer);
            }
        }
        long end = topic.newest(model).map(CheckpointManifest::getStep).orElseThrow();
        say("Training on the same text from Kafka again, from step %,d to %,d, without a kill.", begin, end);
        return new Shown(begin, end);
    }

    private ServiceProcess start() throws IOException {
        var trainer = ServiceProcess.start(Inkstream.class.getName(), "train", settings, log);
        Running.atShutdown(trainer::close);
        return trainer;
    }

    /** Waits for the first report of a step, or of one behind it. */
    private TrainingReport await(TopicReader reports, long step, ServiceProcess trainer) throws IOException {
        long heard = System.nanoTime();
        while (System.nanoTime() - heard < PATIENCE.toNanos()) {
            trainer.requireAlive();
            for (var record : reports.poll(POLL)) {
                heard = System.nanoTime();
                var report = (TrainingReport)
                        serde.deserializer().deserialize(TopicNames.METRICS, record.headers(), record.value());
                if (report.getModel().equals(model) && report.getStep() >= step) {
                    return report;
                }
            }
        }
        throw new IOException("expected a report of step " + step + " or later on " + TopicNames.METRICS
                + ", found none for " + PATIENCE.toMinutes() + " minutes; the trainer's last words: "
                + trainer.lastWords());
    }

    private void say(String format, Object... values) {
        out.accept(String.format(Locale.ROOT, format, values));
    }
}
