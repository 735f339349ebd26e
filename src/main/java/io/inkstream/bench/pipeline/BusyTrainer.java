package io.inkstream.bench.pipeline;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;

/** A trainer process that always has text to learn, and publishes checkpoints: for what is measured beside it. */
public final class BusyTrainer implements AutoCloseable {

    private static final double ALONE_SECONDS = 15;

    private final ServiceProcess trainer;
    private final EndlessText text;
    private final TrainerReports reports;
    private double alone;
    private volatile boolean stopped;
    private volatile Exception failure;
    private Thread feeding;

    private BusyTrainer(ServiceProcess trainer, EndlessText text, TrainerReports reports) {
        this.trainer = trainer;
        this.text = text;
        this.reports = reports;
    }

    /**
     * What it learns.
     *
     * @param alone characters per second with nothing beside it but who has nothing to do
     * @param beside characters per second since then
     */
    public record Speed(double alone, double beside) {}

    /**
     * Starts it, on topics that exist, and returns when it has learned so much and published a checkpoint.
     *
     * @param mainClass of the program
     * @param corpus learned over and over
     * @param learned characters
     * @param folder for its state and log
     * @throws IOException if it ended, or the text cannot be read
     */
    public static BusyTrainer start(
            String mainClass, Configuration configuration, Path corpus, long learned, Path folder) throws IOException {
        var settings = new HashMap<>(configuration.chosen());
        settings.put(
                Keys.STATE_DIR,
                Files.createDirectories(folder.resolve("trainer")).toString());
        var text = new EndlessText(configuration, new CyclicText(corpus));
        var busy = new BusyTrainer(
                ServiceProcess.start(mainClass, "train", settings, folder.resolve("trainer.log")),
                text,
                new TrainerReports(configuration, text));
        try {
            busy.reports.after(Math.max(learned, firstCheckpoint(configuration)), busy.trainer);
        } catch (IOException | RuntimeException e) {
            busy.close();
            throw e;
        }
        return busy;
    }

    private static long firstCheckpoint(Configuration configuration) {
        return (long) configuration.integer(Keys.CHECKPOINT_EVERY)
                * configuration.integer(Keys.BATCH_SIZE)
                * configuration.integer(Keys.UNROLLINGS);
    }

    /** Measures what it learns alone, and lets it go on while something else is measured. */
    public void letGo() throws IOException {
        alone = reports.over(ALONE_SECONDS, trainer);
        reports.mark();
        feeding = new Thread(this::feed, "inkstream-bench-text");
        feeding.setDaemon(true);
        feeding.start();
    }

    private void feed() {
        try {
            while (!stopped) {
                reports.next(trainer);
            }
        } catch (IOException | RuntimeException e) {
            failure = e; // told to whoever asks for the speed
        }
    }

    /**
     * What it learned alone, and since it was {@link #letGo}; it is given no more text.
     *
     * @throws IOException if it ended meanwhile
     */
    public Speed speed() throws IOException {
        stopFeeding();
        if (failure != null) {
            throw new IOException("the trainer could not be kept busy: " + failure.getMessage(), failure);
        }
        return new Speed(alone, reports.sinceMark());
    }

    private void stopFeeding() {
        stopped = true;
        if (feeding == null) {
            return;
        }
        try {
            feeding.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopFeeding();
        trainer.close();
        reports.close();
        text.close();
    }
}
