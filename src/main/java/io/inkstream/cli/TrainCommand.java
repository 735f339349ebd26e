package io.inkstream.cli;

import io.inkstream.ops.Metrics;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "train",
        description = "Run one instance of the trainer: learn from corpus-in until stopped.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Override
    public Integer call() throws InterruptedException {
        return Running.untilItEnds(connection.reached(), Metrics::trainer);
    }
}
