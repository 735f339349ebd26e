package io.inkstream.cli;

import io.inkstream.bench.SpeedBench;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        description = {
            "How many characters a second our engines learn, and PyTorch, TensorFlow and DL4J where they were built",
            "(mvn -Pbench -DskipTests package): each in a JVM of its own, on the same weights and batches, their losses",
            "compared first, their turns interleaved. The bound is what a step could reach if it were its matrix products",
            "alone, at the speed of a large one."
        },
        mixinStandardHelpOptions = true)
final class TrainBenchCommand implements Callable<Integer> {

    private static final List<String> SIZES = List.of("stream", "64", "128", "256", "512", "512/50/96", "2x256");

    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOptions options;

    @Override
    public Integer call() throws IOException {
        return options.run(spec, SIZES, SpeedBench::train);
    }
}
