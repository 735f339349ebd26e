package io.inkstream.cli.service;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.config.Keys;
import io.inkstream.ops.Metrics;
import io.inkstream.streams.Natives;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "train",
        description = "Run one instance of the trainer: train on corpus-in until stopped.",
        mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = {
                "Model file that a new model starts from: an export, or weights from elsewhere (initial.weights).",
                "A model that started from it continues; one that started otherwise is rejected."
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
