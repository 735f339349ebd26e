package io.inkstream.cli;

import io.inkstream.ops.Metrics;
import io.inkstream.runtime.Keys;
import io.inkstream.runtime.Natives;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "train",
        description = "Run one instance of the trainer: learn from corpus-in until stopped.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = {
                "What a model that does not exist yet begins with: an exported model, or weights from elsewhere (initial.weights).",
                "A model that began so goes on; one that began otherwise is refused."
            })
    private Path from;

    @Override
    public Integer call() throws InterruptedException {
        if (from != null) {
            connection.set(Keys.INITIAL_WEIGHTS, from.toString());
        }
        Natives.loadMeanwhile();
        return Running.untilItEnds(connection.reached(), Metrics::trainer);
    }
}
