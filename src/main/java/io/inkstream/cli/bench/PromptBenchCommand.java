package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inkstream.bench.prompts.PromptBenchHost;
import io.inkstream.bench.prompts.PromptLoad;
import io.inkstream.bench.prompts.PromptMeasurement;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Home;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "prompts",
        description = {
            "Measure the latency of replies and the maximum rate of prompts.",
            "Starts its own broker, registry and generator, and the load in another process."
        },
        mixinStandardHelpOptions = true)
final class PromptBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long a rate must be held (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Sessions; the n-th gets 1/n as many prompts as the first (default:" + " ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "100",
            description = "Characters of each reply (default: ${DEFAULT-VALUE}).")
    private int length;

    @Option(
            names = "--text",
            paramLabel = "N",
            defaultValue = "20",
            description = "Characters of each prompt (default: ${DEFAULT-VALUE}).")
    private int text;

    @Option(
            names = "--learned",
            paramLabel = "N",
            defaultValue = "200000",
            description =
                    "Characters of the demo's text to train on first (default: ${DEFAULT-VALUE}); an untrained model"
                            + " writes faster.")
    private int learned;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Measure at this many prompts per second; 0: find the maximum rate.")
    private int rate;

    @Option(
            names = "--trainer",
            description =
                    "Have a trainer learn the demo's text beside the generator, at full speed, and measure it too. Needs"
                            + " --rate.")
    private boolean trainer;

    @Option(names = "--running", description = "Measure the configured running generator.")
    private boolean running;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var shape = shape();
        if (trainer && (running || rate == 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--trainer starts a trainer beside a generator of its own, and measures at one rate: give --rate, such as"
                            + " --rate 20, and leave out --running");
        }
        var result = running ? measure(connection.reached(), shape) : apart(connection.configuration());
        var out = spec.commandLine().getOut();
        out.println(json ? result.toString() : table(result));
        out.flush();
        return ExitCode.OK;
    }

    private PromptLoad.Shape shape() {
        try {
            return new PromptLoad.Shape(seconds, sessions, text, length, rate);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ObjectNode measure(Configuration configuration, PromptLoad.Shape shape) {
        try (var progress = Progress.of("bench prompts", -1, " s")) {
            var onlooker = progress.onlooker(spec.commandLine().getErr());
            try (var load = new PromptLoad(configuration, shape, onlooker)) {
                return new PromptMeasurement(load, shape, onlooker).run();
            }
        }
    }

    /** The load in another process, so that it shares nothing with what it measures but the machine. */
    private ObjectNode apart(Configuration wanted) throws IOException, InterruptedException {
        var err = spec.commandLine().getErr();
        err.println("Starting a broker, a schema registry and a generator ...");
        err.flush();
        try (var host = PromptBenchHost.start(Home.folder(), wanted, Home.demoText(), learned, besides())) {
            var process = new ProcessBuilder(command(host.configuration()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                byte[] answer = process.getInputStream().readAllBytes();
                int exit = process.waitFor();
                if (exit != 0) {
                    throw new IllegalStateException(
                            "the load ended with exit code " + exit + "; its messages are above");
                }
                var result = (ObjectNode) new ObjectMapper().readTree(answer);
                host.trainer()
                        .ifPresent(speed -> result.putObject("trainer")
                                .put("aloneCharsPerSecond", speed.alone())
                                .put("besideCharsPerSecond", speed.beside()));
                return result;
            } finally {
                process.destroy();
                process.waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private Optional<String> besides() {
        return trainer ? Optional.of(spec.root().userObject().getClass().getName()) : Optional.empty();
    }

    private List<String> command(Configuration configuration) {
        var command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx512m",
                Progress.handedOn(),
                PromptBenchHost.toldApart(),
                "-cp",
                System.getProperty("java.class.path"),
                spec.root().userObject().getClass().getName(),
                "bench",
                "prompts",
                "--running",
                "--json",
                "--seconds=" + seconds,
                "--sessions=" + sessions,
                "--text=" + text,
                "--length=" + length,
                "--rate=" + rate));
        for (String key : PromptBenchHost.REACHED_BY) {
            command.add("--set");
            command.add(key + "=" + configuration.string(key));
        }
        return command;
    }

    private static String table(ObjectNode result) {
        var speed = result.path("trainer");
        return answers(result)
                + (speed.isMissingNode()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%ntrainer             %9.0f characters/s before, %.0f characters/s under this load",
                                speed.path("aloneCharsPerSecond").asDouble(),
                                speed.path("besideCharsPerSecond").asDouble()));
    }

    private static String answers(ObjectNode result) {
        return """
                                         median      99 %%
                idle                %9.1f ms %9.1f ms
                first piece, idle   %9.1f ms
                held                %9d prompts/s, %d characters/s
                at half of it       %9.1f ms %9.1f ms

                idle, of which           median      99 %%
                  until its turn    %9.1f ms %9.1f ms
                  text read         %9.1f ms %9.1f ms
                  written           %9.1f ms %9.1f ms
                  commit, receipt   %9.1f ms %9.1f ms

                processor time      %9.2f ms per reply by broker and generator, %.2f ms by the load, at %.0f replies/s""".formatted(
                        result.at("/idle/p50Millis").asDouble(),
                        result.at("/idle/p99Millis").asDouble(),
                        result.at("/firstPieceP50Millis").asDouble(),
                        result.at("/heldPromptsPerSecond").asLong(),
                        result.at("/heldCharactersPerSecond").asLong(),
                        result.at("/half/p50Millis").asDouble(),
                        result.at("/half/p99Millis").asDouble(),
                        stage(result, "queue", 50),
                        stage(result, "queue", 99),
                        stage(result, "read", 50),
                        stage(result, "read", 99),
                        stage(result, "write", 50),
                        stage(result, "write", 99),
                        stage(result, "commit", 50),
                        stage(result, "commit", 99),
                        result.at("/load/hostMillisPerReply").asDouble(Double.NaN),
                        result.at("/load/loadMillisPerReply").asDouble(Double.NaN),
                        result.at("/load/promptsPerSecond").asDouble());
    }

    private static double stage(ObjectNode result, String stage, int percentile) {
        return result.at("/stages/" + stage + "/p" + percentile + "Millis").asDouble();
    }
}
