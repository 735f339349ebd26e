package io.inkstream.cli;

import io.inkstream.runtime.StreamsApplication;
import picocli.CommandLine.ExitCode;

/** Runs a topology in the foreground. */
final class Running {

    private Running() {}

    /** Starts it, stops it in order on an interrupt or a termination signal, and gives the exit code of its end. */
    static int untilItEnds(StreamsApplication application) throws InterruptedException {
        atShutdown(application::close);
        application.start();
        application.awaitEnd();
        return application.error().isPresent() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /** Does this when the process is told to end. */
    static void atShutdown(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(end, "shutdown"));
    }
}
