package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.pipeline.PipelineBench;
import io.inkstream.cli.terminal.Home;
import io.inkstream.cli.terminal.Progress;
import io.inkstream.config.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "pipeline",
        description = {
            "Measure training through Kafka, compared with the learner alone.",
            "A train process reads corpus-in of a local broker, exactly-once, with the reports and checkpoints"
                    + " of its profile, in turns with a process that only learns."
        },
        mixinStandardHelpOptions = true)
final class PipelineBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ProfileOptions profile;

    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            description = "The text, learned over and over (default: that of the demo).")
    private Path corpus;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Nodes of the network; without --profile, of the profile seed.")
    private Integer nodes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the learner; 0: one per processor (default: as the profile has it).")
    private Integer threads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "Seconds measured of each (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds of warm-up of each (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(names = "--json", description = "One JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PipelineBench bench;
        try {
            bench = new PipelineBench(
                    profile.chosen(numbers()), corpus == null ? Home.demoText() : corpus, seconds, warmUp);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        var home = Home.folder();
        PipelineBench.Result result;
        try (var progress = Progress.of("bench pipeline", -1, " measurements")) {
            var onlooker = progress.onlooker(spec.commandLine().getErr());
            result = bench.run(home, spec.root().userObject().getClass().getName(), onlooker);
        }
        var out = spec.commandLine().getOut();
        out.println(json ? json(result) : text(result));
        out.flush();
        return ExitCode.OK;
    }

    private Map<String, String> numbers() {
        var numbers = new HashMap<String, String>();
        if (nodes != null) {
            numbers.put(Keys.NODES, nodes.toString());
            if (!profile.isNamed()) {
                numbers.put(Keys.PROFILE, "seed");
            }
        }
        if (threads != null) {
            numbers.put(Keys.THREADS, threads.toString());
        }
        return numbers;
    }

    private static String text(PipelineBench.Result result) {
        return String.format(
                Locale.ROOT,
                "%s%n%n| profile | nodes | learner alone | spread | pipeline | spread | ratio | spread | second start | resident |%n"
                        + "|---|---|---|---|---|---|---|---|---|---|%n"
                        + "| %s | %d | %,.0f/s | %.0f %% | %,.0f/s | %.0f %% | %.3f | %.0f %% | %.1f s | %s |",
                StandingsText.line(result.machine()),
                result.profile(),
                result.nodes(),
                result.alone().median(),
                100 * result.alone().spread(),
                result.pipeline().median(),
                100 * result.pipeline().spread(),
                result.ratio().median(),
                100 * result.ratio().spread(),
                result.startMillis() / 1000.0,
                result.residentMegabytes().map(megabytes -> megabytes + " MB").orElse("?"));
    }

    private static String json(PipelineBench.Result result) {
        var node = JsonNodeFactory.instance.objectNode();
        node.set("machine", StandingsText.json(result.machine()));
        node.put("profile", result.profile())
                .put("nodes", result.nodes())
                .put("engineCharsPerSecond", result.alone().median())
                .put("engineSpread", result.alone().spread())
                .put("pipelineCharsPerSecond", result.pipeline().median())
                .put("pipelineSpread", result.pipeline().spread())
                .put("ratio", result.ratio().median())
                .put("ratioSpread", result.ratio().spread())
                .put("startMillis", result.startMillis());
        result.residentMegabytes().ifPresent(megabytes -> node.put("residentMegabytes", megabytes));
        return node.toPrettyString();
    }
}
