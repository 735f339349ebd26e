package io.inkstream.bench.prompts;

import java.time.Duration;

/**
 * Processor time that was used: by broker and generator, which are one process, and by the load, which is another. It does not depend much on what else
 * the machine does, as the time of the clock does.
 *
 * @param host of broker and generator; null where that process is not known
 * @param load of this process
 */
record ProcessorTime(Duration host, Duration load) {

    /** A system property that holds the id of the process with broker and generator. */
    static final String HOST = "inkstream.bench.host";

    /** Until now. */
    static ProcessorTime used() {
        var host = Long.getLong(HOST);
        return new ProcessorTime(
                host == null
                        ? null
                        : ProcessHandle.of(host).map(ProcessorTime::of).orElse(null),
                of(ProcessHandle.current()));
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(null);
    }

    /** What was used from another time on. */
    ProcessorTime since(ProcessorTime before) {
        return new ProcessorTime(difference(host, before.host), difference(load, before.load));
    }

    private static Duration difference(Duration one, Duration other) {
        return one == null || other == null ? null : one.minus(other);
    }
}
