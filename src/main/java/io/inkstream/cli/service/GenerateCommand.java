package io.inkstream.cli.service;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.ops.Metrics;
import io.inkstream.streams.Natives;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "generate",
        description = "Run one instance of the generator: answer prompts until stopped.",
        mixinStandardHelpOptions = true)
public final class GenerateCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Override
    public Integer call() throws InterruptedException {
        Natives.loadMeanwhile();
        return Running.untilItEnds(connection.reached(), Metrics::generator);
    }
}
