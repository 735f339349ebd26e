package io.inkstream.cli.service;

import io.inkstream.cli.terminal.Home;
import io.inkstream.cli.terminal.LocalOptions;
import io.inkstream.local.LocalStack;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "broker",
        description = "Run a Kafka broker and a schema registry on this machine until stopped.",
        mixinStandardHelpOptions = true)
public final class BrokerCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private LocalOptions local;

    @Override
    public Integer call() throws InterruptedException {
        var stack = LocalStack.start(Home.folder(), local.directory(), local.kafkaPort(), local.registryPort());
        var stop = new CountDownLatch(1);
        Running.atShutdown(() -> {
            stack.close();
            stop.countDown();
        });
        stack.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(setting -> spec.commandLine().getOut().println(setting.getKey() + "=" + setting.getValue()));
        spec.commandLine().getOut().flush();
        stop.await();
        return ExitCode.OK;
    }
}
