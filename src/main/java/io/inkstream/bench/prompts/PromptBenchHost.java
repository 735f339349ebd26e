package io.inkstream.bench.prompts;

import io.inkstream.bench.LearnedModel;
import io.inkstream.bench.pipeline.BusyTrainer;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.local.LocalStack;
import io.inkstream.local.TemporaryFolder;
import io.inkstream.streams.StreamsApplication;
import io.inkstream.topics.TopicAdmin;
import io.inkstream.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A broker, a registry and a generator with a model, and a trainer beside it if that is wanted. */
public final class PromptBenchHost implements AutoCloseable {

    /** What leads another process to it. */
    public static final List<String> REACHED_BY = List.of(Keys.BOOTSTRAP_SERVERS, Keys.SCHEMA_REGISTRY_URL);

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    private final TemporaryFolder folder;
    private final LocalStack stack;
    private final Configuration configuration;
    private final StreamsApplication generator;
    private final Optional<BusyTrainer> trainer;

    private PromptBenchHost(
            TemporaryFolder folder,
            LocalStack stack,
            Configuration configuration,
            StreamsApplication generator,
            Optional<BusyTrainer> trainer) {
        this.folder = folder;
        this.stack = stack;
        this.configuration = configuration;
        this.generator = generator;
        this.trainer = trainer;
    }

    /**
     * Starts it.
     *
     * @param home the folder that bin/inkstream runs from
     * @param text what the model has learned
     * @param learned how many characters of it
     * @param trainer the program's main class, if a trainer is to learn on beside the generator; it makes the model then
     * @throws IllegalStateException if the generator does not start within a minute
     */
    public static PromptBenchHost start(
            Path home, Configuration wanted, Path text, int learned, Optional<String> trainer)
            throws IOException, InterruptedException {
        var folder = TemporaryFolder.create("inkstream-bench-prompts-");
        var stack = LocalStack.start(home, folder.path(), 0, 0);
        var configuration = wanted.with(stack.settings())
                .with(Map.of(Keys.STATE_DIR, folder.path().resolve("state").toString()));
        try (var admin = new TopicAdmin(configuration.kafka())) {
            admin.create(Topics.all(configuration));
        }
        Optional<BusyTrainer> busy = Optional.empty();
        if (trainer.isPresent()) {
            busy = Optional.of(BusyTrainer.start(trainer.get(), configuration, text, learned, folder.path()));
        } else {
            LearnedModel.publish(configuration, text, learned);
        }
        var generator = StreamsApplication.generator(configuration);
        var host = new PromptBenchHost(folder, stack, configuration, generator, busy);
        generator.start();
        long end = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (!generator.isRunning()) {
            if (System.nanoTime() > end) {
                host.close();
                throw new IllegalStateException("the generator must be running within " + STARTS_WITHIN.toSeconds()
                        + " s; its log says what it waits for");
            }
            Thread.sleep(10);
        }
        try {
            if (busy.isPresent()) {
                busy.get().letGo();
            }
            return host;
        } catch (IOException | RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** What the trainer learned alone, and since this was started; empty where there is none. */
    public Optional<BusyTrainer.Speed> trainer() throws IOException {
        return trainer.isPresent() ? Optional.of(trainer.get().speed()) : Optional.empty();
    }

    /** An option for another JVM, so that it can tell how much processor time is used here. */
    public static String toldApart() {
        return "-D" + ProcessorTime.HOST + "=" + ProcessHandle.current().pid();
    }

    /** What leads to it. */
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public void close() {
        trainer.ifPresent(BusyTrainer::close);
        generator.close();
        stack.close();
        try {
            folder.close();
        } catch (IOException e) {
            throw new IllegalStateException("the bench's folder could not be removed: " + folder.path(), e);
        }
    }
}
