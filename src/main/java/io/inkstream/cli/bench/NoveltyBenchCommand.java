package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.novelty.Chat;
import io.inkstream.bench.novelty.LabelledLog;
import io.inkstream.bench.novelty.MadeLog;
import io.inkstream.bench.novelty.NoveltyBench;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.streams.TopologySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
        name = "novelty",
        description = {
            "Measure how well corpus-scores find the first line of each kind in a log, compared with simpler scores.",
            "Without --log and --chat, it generates logs in the style of ten systems. Each line is a record."
        },
        mixinStandardHelpOptions = true)
final class NoveltyBenchCommand implements Callable<Integer> {

    private static final int LOG_LINES = 2_000;
    private static final int CHAT_LINES = 6_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--log", paramLabel = "FILE", description = "A log; each line is a record (default: made logs).")
    private Path log;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "The kinds of the lines, one per line (default: each line of --log begins with its kind and a tab).")
    private Path labels;

    @Option(
            names = "--chat",
            paramLabel = "FILE",
            description = "A chat of these texts: topics, separated by blank lines, most of which begin midway."
                    + " A message's kind is its topic.")
    private Path chat;

    @Option(
            names = "--systems",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Logs to generate (default: all of access, batch, cloud, desktop, kernel, phone, quorum, rack,"
                            + " storage, web).")
    private List<String> systems = MadeLog.SYSTEMS;

    @Option(
            names = "--lines",
            paramLabel = "N",
            description = "Lines of each generated log (default: 2000), or of the chat (default: 6000).")
    private Integer lines;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the logs or the chat (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--warm",
            paramLabel = "N",
            defaultValue = "400",
            description = "First lines, which are learned but not ranked (default: ${DEFAULT-VALUE}).")
    private int warm;

    @Option(
            names = "--beginning",
            paramLabel = "N",
            defaultValue = "1",
            description = "Lines of a new kind any of which finds it; the highest of them is ranked, and the others are"
                    + " not (default: ${DEFAULT-VALUE}).")
    private int beginning;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this properties file.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set one key.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--json", description = "One JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        settings.putIfAbsent(Keys.VALIDATION_CHARACTERS, "0");
        settings.put(Keys.CORPUS_SCORES, "true");
        var configuration = Configuration.load(settings, System.getenv(), Optional.ofNullable(file));
        var results = new ArrayList<NoveltyBench.Result>();
        var logs = logs();
        long characters = logs.stream()
                .flatMap(each -> each.lines().stream())
                .mapToLong(line -> line.length() + 1L)
                .sum();
        try (var progress = Progress.of("bench novelty", characters, " characters")) {
            for (var each : logs) {
                try (var engine = TopologySettings.engine(configuration)) {
                    results.add(NoveltyBench.run(
                            each, warm, beginning, TopologySettings.trainer(configuration), engine, progress::stepBy));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        print(results);
        return ExitCode.OK;
    }

    private List<LabelledLog> logs() throws IOException {
        if (log != null && chat != null) {
            throw new ParameterException(spec.commandLine(), "give --log or --chat, not both");
        }
        try {
            if (chat != null) {
                return List.of(Chat.of(
                        chat.getFileName().toString(),
                        Files.readString(chat),
                        lines == null ? CHAT_LINES : lines,
                        seed));
            }
            return log != null
                    ? List.of(labelled())
                    : systems.stream()
                            .map(system -> MadeLog.of(system, lines == null ? LOG_LINES : lines, seed))
                            .toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private LabelledLog labelled() throws IOException {
        var text = lines(log);
        var kinds = labels == null ? new ArrayList<String>() : lines(labels);
        if (labels == null) {
            for (int i = 0; i < text.size(); i++) {
                int tabulator = text.get(i).indexOf('\t');
                if (tabulator < 0) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "line " + (i + 1) + " of " + log
                                    + " must begin with its kind and a tabulator; or give the kinds with --labels FILE");
                }
                kinds.add(text.get(i).substring(0, tabulator));
                text.set(i, text.get(i).substring(tabulator + 1));
            }
        }
        return new LabelledLog(log.getFileName().toString(), text, kinds);
    }

    private static List<String> lines(Path file) throws IOException {
        return new ArrayList<>(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList());
    }

    private void print(List<NoveltyBench.Result> results) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(json(results));
            out.flush();
            return;
        }
        var mean = new LinkedHashMap<String, Double>();
        for (var result : results) {
            out.printf(
                    Locale.ROOT,
                    "%s: %,d lines ranked, %,d of a new kind%n",
                    result.log(),
                    result.lines(),
                    result.kinds());
            out.printf(
                    "%-13s %17s %12s %12s %12s %12s%n",
                    "SCORE", "AVERAGE PRECISION", "RECALL AT 1‰", "AT 5‰", "AT 20‰", "DELAY AT 5‰");
            for (var row : result.rows()) {
                out.printf(Locale.ROOT, "%-13s %17.3f", row.scorer(), row.averagePrecision());
                NoveltyBench.ALERTS.forEach(alerts ->
                        out.printf(Locale.ROOT, " %12.3f", row.recall().get(alerts)));
                out.printf(Locale.ROOT, " %12s%n", delay(row.delay()));
                mean.merge(row.scorer(), row.averagePrecision() / results.size(), Double::sum);
            }
        }
        if (results.size() > 1) {
            out.printf("mean of %d logs%n", results.size());
            mean.forEach((scorer, each) -> out.printf(Locale.ROOT, "%-13s %17.3f%n", scorer, each));
        }
        out.flush();
    }

    private static String delay(double lines) {
        return Double.isNaN(lines) ? "-" : String.format(Locale.ROOT, "%.1f", lines);
    }

    private static String json(List<NoveltyBench.Result> results) {
        var object = JsonNodeFactory.instance.objectNode();
        var logs = object.putArray("logs");
        for (var result : results) {
            var each = logs.addObject()
                    .put("log", result.log())
                    .put("lines", result.lines())
                    .put("kinds", result.kinds());
            var rows = each.putArray("rows");
            for (var row : result.rows()) {
                var shown = rows.addObject().put("score", row.scorer()).put("averagePrecision", row.averagePrecision());
                if (!Double.isNaN(row.delay())) {
                    shown.put("delayAt" + NoveltyBench.DELAY_AT + "PerThousand", row.delay());
                }
                var recall = shown.putObject("recallByAlertsPerThousand");
                row.recall().forEach((alerts, share) -> recall.put(Integer.toString(alerts), share));
            }
        }
        return object.toString();
    }
}
