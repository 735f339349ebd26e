package io.inkstream.cli;

import io.inkstream.ops.InstanceServer;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.StreamsApplication;
import picocli.CommandLine.ExitCode;

/** Runs a topology in the foreground. */
final class Running {

    private Running() {}

    /**
     * Starts it, serves its health and metrics, and stops it in order on an interrupt or a termination signal.
     *
     * @throws IllegalStateException with the reason, if it ended by itself
     */
    static int untilItEnds(Configuration configuration, StreamsApplication application) throws InterruptedException {
        var server = InstanceServer.start(configuration, application);
        try {
            atShutdown(application::close);
            application.start();
            application.awaitEnd();
        } finally {
            server.close();
        }
        var reason = application.status().error();
        if (reason.isPresent()) {
            throw new IllegalStateException(application.status().topology() + " cannot go on: " + reason.get());
        }
        return ExitCode.OK;
    }

    /** Does this when the process is told to end. */
    static void atShutdown(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(end, "shutdown"));
    }
}
