package io.inkstream.cli.bench;

import io.inkstream.cli.terminal.DigestLine;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.config.RecordedSettings;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.Perplexity;
import io.inkstream.streams.TopologySettings;
import io.inkstream.text.BatchGenerator;
import io.inkstream.topics.corpus.CorpusSource;
import io.inkstream.write.Writer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "seed",
        description =
                "Train the tutorial's network (profile seed), on the engine alone or through Kafka, and print its digest.",
        mixinStandardHelpOptions = true)
final class SeedBenchCommand implements Callable<Integer> {

    private static final int SUMMARY_EVERY = 100;
    private static final int SAMPLES_EVERY = 1000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--corpus", required = true, paramLabel = "FILE", description = "The text (a-z and space).")
    private Path corpus;

    @Option(
            names = "--initial",
            paramLabel = "DIR",
            description =
                    "Folder of initial weights, .npy files with the tutorial's names (default: drawn from the seed).")
    private Path initial;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "7001",
            description = "Training steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "portable",
            description = "portable or nd4j (default: ${DEFAULT-VALUE}).")
    private String engineName;

    @Option(names = "--csv", description = "Print step,learningRate,loss,gradientNorm,validPerplexity for each step.")
    private boolean csv;

    @Option(
            names = "--via-kafka",
            description = "Through the topics of a local broker; at most one pass over the text.")
    private boolean viaKafka;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (steps < 1) {
            throw new ParameterException(spec.commandLine(), "--steps must be at least 1: " + steps);
        }
        var settings = Map.of(
                Keys.PROFILE,
                "seed",
                Keys.ENGINE,
                engineName,
                Keys.INITIAL_WEIGHTS,
                initial == null ? "" : initial.toString());
        var configuration = Configuration.load(settings, Map.of(), Optional.empty());
        String text = CorpusSource.read(corpus);
        DigestLine digest =
                viaKafka ? new SeedViaKafka(configuration, text, steps).run() : engineAlone(configuration, text);
        (csv ? spec.commandLine().getErr() : out()).println(digest);
        return ExitCode.OK;
    }

    private DigestLine engineAlone(Configuration configuration, String text) {
        var settings = RecordedSettings.of(configuration);
        int held = configuration.integer(Keys.VALIDATION_CHARACTERS);
        var encoded = settings.vocabulary().encode(text);
        byte[] ids = encoded.ids();
        if (ids.length < held + settings.window().batchSize() * 2) {
            throw new ParameterException(
                    spec.commandLine(), "--corpus must have more text: " + ids.length + " characters in " + corpus);
        }
        if (encoded.unexpected() > 0) {
            spec.commandLine()
                    .getErr()
                    .printf("%,d characters are not in the vocabulary and are read as spaces%n", encoded.unexpected());
        }
        byte[] validation = Arrays.copyOf(ids, held + 1);
        var batches = new BatchGenerator(
                Arrays.copyOfRange(ids, held, ids.length),
                settings.window().batchSize(),
                settings.window().unrollings());
        try (var engine = TopologySettings.engine(configuration)) {
            return train(configuration, learner(configuration, settings, engine), batches, validation);
        }
    }

    private DigestLine train(Configuration configuration, Learner learner, BatchGenerator batches, byte[] validation) {
        if (csv) {
            out().println("step,learningRate,loss,gradientNorm,validPerplexity");
        }
        double lossSum = 0;
        try (var progress = Progress.of("bench seed", steps, " steps")) {
            for (int i = 0; i < steps; i++) {
                var step = learner.step(batches.next());
                lossSum += step.loss();
                boolean summary = i % SUMMARY_EVERY == 0;
                var perplexity = summary ? Perplexity.of(learner.engine(), learner.weights(), validation) : Double.NaN;
                if (csv) {
                    printRow(step, perplexity);
                } else if (summary) {
                    printSummary(step, lossSum / (i == 0 ? 1 : SUMMARY_EVERY), perplexity, learner);
                }
                lossSum = summary ? 0 : lossSum;
                progress.stepBy(1);
            }
        }
        return DigestLine.of(configuration.string(Keys.MODEL), learner);
    }

    private Learner learner(Configuration configuration, LearnerSettings settings, Engine engine) {
        return initial == null
                ? new Learner(settings, engine)
                : new Learner(
                        settings,
                        engine,
                        TopologySettings.initialWeights(configuration, settings).orElseThrow());
    }

    private void printRow(Learner.Step step, double perplexity) {
        out().printf(
                        Locale.ROOT,
                        "%d,%s,%s,%s,%s%n",
                        step.step(),
                        step.learningRate(),
                        step.loss(),
                        step.gradientNorm(),
                        Double.isNaN(perplexity) ? "" : Double.toString(perplexity));
    }

    /** What the tutorial prints, in its words. */
    private void printSummary(Learner.Step step, double meanLoss, double perplexity, Learner learner) {
        out().printf(
                        Locale.ROOT,
                        "Average loss at step %d: %f learning rate: %f%nMinibatch perplexity: %.2f%n",
                        step.step(),
                        meanLoss,
                        step.learningRate(),
                        Math.exp(step.loss()));
        if (step.step() % SAMPLES_EVERY == 0) {
            var writer = new Writer(learner.engine(), learner.weights(), learner.vocabulary());
            out().println("=".repeat(80));
            var random = new Random(step.step());
            for (int i = 0; i < 5; i++) {
                out().println(writer.sample(random, 80));
            }
            out().println("=".repeat(80));
        }
        out().printf(Locale.ROOT, "Validation set perplexity: %.2f%n", perplexity);
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
