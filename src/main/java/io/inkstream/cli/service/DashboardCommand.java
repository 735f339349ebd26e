package io.inkstream.cli.service;

import io.inkstream.cli.terminal.Connection;
import io.inkstream.ops.dashboard.Dashboard;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "dashboard",
        description = {
            "Serve the web dashboard until stopped: learning, answers, the stream and the configuration.",
            "Reads the topics, and asks the instances in dashboard.instances for their health and metrics."
        },
        mixinStandardHelpOptions = true)
public final class DashboardCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Override
    public Integer call() throws InterruptedException {
        var dashboard = Dashboard.start(connection.reached());
        var stopped = new CountDownLatch(1);
        Running.atShutdown(() -> {
            dashboard.close();
            stopped.countDown();
        });
        var out = spec.commandLine().getOut();
        out.println("Dashboard at " + dashboard.address());
        out.flush();
        stopped.await();
        return ExitCode.OK;
    }
}
