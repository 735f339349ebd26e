package io.inkstream.cli.service;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.gateway.Gateway;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

@Command(
        name = "gateway",
        description = "Serve OpenAI's completions and chat API until stopped.",
        mixinStandardHelpOptions = true)
public final class GatewayCommand implements Callable<Integer> {

    @Mixin
    private Connection connection;

    @Override
    public Integer call() throws InterruptedException {
        var stopped = new CountDownLatch(1);
        var gateway = Gateway.start(connection.reached());
        Running.atShutdown(() -> {
            gateway.close();
            stopped.countDown();
        });
        stopped.await();
        return ExitCode.OK;
    }
}
