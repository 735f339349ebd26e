package io.inkstream.cli.bench;

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
            "Measure writing in characters per second, for one text and many side by side, compared with other frameworks.",
            "The peers are PyTorch, TensorFlow and DL4J, if built (mvn -Pbench -DskipTests package);"
                    + " measured as in bench train."
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
            description = "Texts written side by side (default: ${DEFAULT-VALUE}).")
    private List<Integer> sessions;

    @Override
    public Integer call() throws IOException {
        return options.run(spec, SIZES, (bench, home, onlooker) -> bench.generate(home, sessions, onlooker));
    }
}
