package io.inkstream.cli.service;

import io.inkstream.config.Configuration;
import io.inkstream.ops.InstanceServer;
import io.inkstream.ops.Metrics;
import io.inkstream.streams.StreamsApplication;
import java.util.List;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** Runs a topology in the foreground. */
public final class Running {

    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private Running() {}

    /**
     * Starts it, serves its health and metrics, and stops it in order on an interrupt or a termination signal.
     *
     * @throws IllegalStateException with the reason, if it ended by itself
     */
    static int untilItEnds(Configuration configuration, BiFunction<Metrics, Configuration, StreamsApplication> topology)
            throws InterruptedException {
        var metrics = new Metrics(configuration);
        var application = topology.apply(metrics, configuration);
        var server = InstanceServer.start(configuration, metrics);
        LOG.info("{}", StartLine.of(configuration, List.of(application), server));
        try {
            atShutdown(application::close);
            application.start();
            application.awaitEnd();
        } finally {
            server.close();
            metrics.close();
        }
        var reason = application.reason();
        if (reason.isPresent()) {
            throw new IllegalStateException(application.status().topology() + " cannot continue: " + reason.get());
        }
        return ExitCode.OK;
    }

    /** Does this when the process is told to end. */
    public static void atShutdown(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(end, "shutdown"));
    }
}
