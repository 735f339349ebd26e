package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.surprise.SurpriseBench;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.streams.TopologySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "surprise",
        description = {
            "Measure how well corpus-scores find foreign lines in a log, compared with a character n-gram model.",
            "Foreign lines are inserted at random places after the first fifth of the log; each line is a"
                    + " record. Both models learn from all lines as they arrive."
        },
        mixinStandardHelpOptions = true)
final class SurpriseBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--log", required = true, paramLabel = "FILE", description = "The log; each line is a record.")
    private Path log;

    @Option(names = "--foreign", required = true, paramLabel = "FILE", description = "Lines to mix in.")
    private Path foreign;

    @Option(
            names = "--share",
            paramLabel = "X",
            defaultValue = "0.01",
            description = "Share of foreign lines (default: ${DEFAULT-VALUE}).")
    private double share;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of their places (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this properties file.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        settings.put(Keys.CORPUS_SCORES, "true");
        var configuration = Configuration.load(settings, System.getenv(), Optional.ofNullable(file));
        var lines = lines(log);
        var others = lines(foreign);
        SurpriseBench.Result result;
        try (var engine = TopologySettings.engine(configuration);
                var progress = Progress.of("bench surprise", Files.size(log), " characters")) {
            result = SurpriseBench.run(
                    lines, others, share, seed, TopologySettings.trainer(configuration), engine, progress::stepBy);
        }
        print(result);
        return ExitCode.OK;
    }

    private static List<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private void print(SurpriseBench.Result result) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(json(result));
        } else {
            out.printf(Locale.ROOT, "%,d lines scored, %,d of them foreign%n", result.lines(), result.foreign());
            out.printf("%-8s %4s %9s %10s %7s%n", "MODEL", "Z >=", "REPORTED", "PRECISION", "RECALL");
            for (var found : result.found()) {
                for (var row : found.rows()) {
                    out.printf(
                            Locale.ROOT,
                            "%-8s %4.0f %,9d %10.3f %7.3f%n",
                            found.model(),
                            row.threshold(),
                            row.reported(),
                            row.precision(),
                            row.recall());
                }
                out.printf(
                        Locale.ROOT,
                        "%-8s average precision %.3f, mean %.3f bits per character%n",
                        found.model(),
                        found.averagePrecision(),
                        found.bitsPerLine());
            }
        }
        out.flush();
    }

    private static String json(SurpriseBench.Result result) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("lines", result.lines())
                .put("foreign", result.foreign());
        var models = object.putArray("models");
        for (var found : result.found()) {
            var model = models.addObject()
                    .put("model", found.model())
                    .put("averagePrecision", found.averagePrecision())
                    .put("bitsPerCharacter", found.bitsPerLine());
            var rows = model.putArray("rows");
            for (var row : found.rows()) {
                rows.addObject()
                        .put("z", row.threshold())
                        .put("reported", row.reported())
                        .put("precision", row.precision())
                        .put("recall", row.recall());
            }
        }
        return object.toString();
    }
}
