package io.inkstream.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "generate",
        description = {
            "How many characters a second our engines write, one session at a time and many side by side, and PyTorch,",
            "TensorFlow and DL4J where they were built (mvn -Pbench -DskipTests package): measured as bench train does."
        },
        mixinStandardHelpOptions = true)
final class GenerateBenchCommand implements Callable<Integer> {

    private static final List<String> SIZES = List.of("stream", "64", "512");

    @Spec
    private CommandSpec spec;

    @Mixin
    private SpeedOptions options;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,64",
            description = "Texts that are continued at the same time (default: ${DEFAULT-VALUE}).")
    private List<Integer> sessions;

    @Override
    public Integer call() throws IOException {
        return options.run(spec, SIZES, (bench, home, onlooker) -> bench.generate(home, sessions, onlooker));
    }
}
