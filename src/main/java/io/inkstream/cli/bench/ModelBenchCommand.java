package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.ModelWriting;
import io.inkstream.cli.terminal.Connection;
import io.inkstream.cli.terminal.Home;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "model",
        description = {
            "Measure how fast the configured model writes, mixture included, without Kafka.",
            "Prints characters per second, and processor time per character, which depends less on other work"
                    + " on the machine: to compare two builds, run them in turn."
        },
        mixinStandardHelpOptions = true)
final class ModelBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Option(
            names = "--texts",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,16,64",
            description = "Texts written side by side (default: ${DEFAULT-VALUE}).")
    private List<Integer> texts;

    @Option(
            names = "--learned",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Characters of the demo's text to train on first (default: ${DEFAULT-VALUE}).")
    private int learned;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Turns, after a warm-up turn (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "Length of a turn (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--json", description = "Print a JSON object for each number of texts.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (texts.stream().anyMatch(count -> count < 1) || learned < 0 || rounds < 1 || !(seconds > 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--texts and --rounds must be at least 1, --learned at least 0 and --seconds above 0: " + texts
                            + ", " + rounds + ", " + learned + ", " + seconds);
        }
        var out = spec.commandLine().getOut();
        try (var model = new ModelWriting(connection.configuration(), Home.demoText(), learned)) {
            for (int count : texts) {
                var row = model.measure(count, rounds, seconds);
                out.println(json ? json(row) : text(row));
                out.flush();
            }
        }
        return ExitCode.OK;
    }

    private static String text(ModelWriting.Row row) {
        return String.format(
                Locale.ROOT,
                "%4d texts %,12.0f characters/s %8.2f µs of processor time per character",
                row.texts(),
                row.charactersPerSecond(),
                row.microsPerCharacter());
    }

    private static String json(ModelWriting.Row row) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("texts", row.texts())
                .put("charactersPerSecond", row.charactersPerSecond())
                .put("microsPerCharacter", row.microsPerCharacter())
                .toString();
    }
}
