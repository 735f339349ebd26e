package io.inkstream.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        description = "Run a benchmark.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SeedBenchCommand.class,
            TrainBenchCommand.class,
            GenerateBenchCommand.class,
            ModelBenchCommand.class,
            PipelineBenchCommand.class,
            QualityBenchCommand.class,
            WritingBenchCommand.class,
            EnduranceBenchCommand.class,
            ShardsBenchCommand.class,
            CurvesBenchCommand.class,
            CanaryBenchCommand.class,
            SurpriseBenchCommand.class,
            NoveltyBenchCommand.class,
            ScoresBenchCommand.class,
            PromptBenchCommand.class,
            SessionBenchCommand.class
        },
        synopsisSubcommandLabel = "BENCHMARK")
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "bench needs one of: " + String.join(", ", spec.subcommands().keySet()));
    }
}
