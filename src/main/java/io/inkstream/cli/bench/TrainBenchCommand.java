package io.inkstream.cli.bench;

import io.inkstream.bench.speed.SpeedBench;
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
            "Measure training in characters per second, compared with PyTorch, TensorFlow and DL4J.",
            "The peers must be built (mvn -Pbench -DskipTests package). Each runs in its own JVM, on the same"
                    + " weights and batches; losses are compared first, turns interleaved. The bound is a step of only its"
                    + " matrix products, at the speed of a large product."
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
