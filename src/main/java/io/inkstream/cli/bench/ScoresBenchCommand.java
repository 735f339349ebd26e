package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.Figure;
import io.inkstream.bench.ScoringCost;
import io.inkstream.bench.novelty.MadeLog;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.streams.TopologySettings;
import io.inkstream.train.loop.TrainerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "scores",
        description = {
            "Measure what corpus.scores costs: a log learned with scores and alerts and without, in turn, without Kafka.",
            "The speed is in characters per second of processor time. RATIO is that with scores divided by that"
                    + " without, pair by pair; BY THE CLOCK is the same by elapsed time."
        },
        mixinStandardHelpOptions = true)
final class ScoresBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "A log; each line is a record (default: a generated log, web of bench novelty).")
    private Path log;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Lines to learn in each turn (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "8",
            description = "Pairs of turns to measure, after one to warm up (default: ${DEFAULT-VALUE}).")
    private int pairs;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this properties file.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ScoringCost.Result result;
        try {
            var records = records();
            long characters = records.stream().mapToLong(String::length).sum();
            try (var engine = TopologySettings.engine(configuration(true));
                    var progress = Progress.of("bench scores", 2L * (pairs + 1) * characters, " characters")) {
                result = ScoringCost.run(records, trainer(true), trainer(false), engine, pairs, progress::stepBy);
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        var out = spec.commandLine().getOut();
        out.println(json ? json(result) : text(result));
        out.flush();
        return ExitCode.OK;
    }

    private List<String> records() throws IOException {
        var text = log == null ? MadeLog.of("web", lines, 1).lines() : Files.readAllLines(log);
        return text.stream().limit(lines).map(line -> line + "\n").toList();
    }

    private TrainerSettings trainer(boolean scores) {
        return TopologySettings.trainer(configuration(scores));
    }

    private Configuration configuration(boolean scores) {
        var set = new HashMap<>(settings);
        set.put(Keys.CORPUS_SCORES, Boolean.toString(scores));
        return Configuration.load(set, System.getenv(), Optional.ofNullable(file));
    }

    private static String text(ScoringCost.Result result) {
        return String.format(
                Locale.ROOT,
                "%-8s %12s %12s %8s %8s %14s%n%-8d %,10.0f/s %,10.0f/s %8.3f %7.0f%% %14.3f",
                "PAIRS",
                "WITHOUT",
                "WITH",
                "RATIO",
                "SPREAD",
                "BY THE CLOCK",
                result.pairs(),
                result.without().median(),
                result.with().median(),
                result.ratio().median(),
                100 * result.ratio().spread(),
                result.clockRatio().median());
    }

    private static String json(ScoringCost.Result result) {
        var node = JsonNodeFactory.instance.objectNode().put("pairs", result.pairs());
        Map<String, Figure> figures = new LinkedHashMap<>();
        figures.put("withoutCharsPerProcessorSecond", result.without());
        figures.put("withCharsPerProcessorSecond", result.with());
        figures.put("ratio", result.ratio());
        figures.put("clockRatio", result.clockRatio());
        figures.forEach((name, figure) -> node.put(name, figure.median()).put(name + "Spread", figure.spread()));
        return node.toString();
    }
}
