package io.inkstream.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.inkstream.bench.pipeline.PipelineBench;
import io.inkstream.cli.terminal.Home;
import io.inkstream.cli.terminal.Progress;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "pipeline",
        description = {
            "Measure training through Kafka, compared with the engine alone.",
            "A train process reads corpus-in of a local broker, exactly-once, with the reports and checkpoints"
                    + " of the profile seed, in turns with the engine."
        },
        mixinStandardHelpOptions = true)
final class PipelineBenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "64",
            description = "Nodes of the network (default: ${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the engine; 0: one per processor (default: ${DEFAULT-VALUE}).")
    private int threads;

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
            bench = new PipelineBench(nodes, threads, seconds, warmUp);
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

    private static String text(PipelineBench.Result result) {
        return String.format(
                Locale.ROOT,
                "%s%n%n| nodes | engine alone | spread | pipeline | spread | ratio | spread | second start | resident |%n"
                        + "|---|---|---|---|---|---|---|---|---|%n"
                        + "| %d | %,.0f/s | %.0f %% | %,.0f/s | %.0f %% | %.3f | %.0f %% | %.1f s | %s |",
                StandingsText.line(result.machine()),
                result.nodes(),
                result.engine().median(),
                100 * result.engine().spread(),
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
        node.put("nodes", result.nodes())
                .put("engineCharsPerSecond", result.engine().median())
                .put("engineSpread", result.engine().spread())
                .put("pipelineCharsPerSecond", result.pipeline().median())
                .put("pipelineSpread", result.pipeline().spread())
                .put("ratio", result.ratio().median())
                .put("ratioSpread", result.ratio().spread())
                .put("startMillis", result.startMillis());
        result.residentMegabytes().ifPresent(megabytes -> node.put("residentMegabytes", megabytes));
        return node.toPrettyString();
    }
}
