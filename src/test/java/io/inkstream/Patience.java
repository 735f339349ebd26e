package io.inkstream;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.pollinterval.PollInterval;

/**
 * How long a test waits for what must come: so long that only what never comes is late, on one core beside other work as on a fast
 * machine alone. A test that passes is not slowed by it. What ends a wait is a condition; where it is an assertion
 * ({@code untilAsserted}), a wait that fails says what was there instead.
 */
public final class Patience {

    /** For all that a test waits for. */
    public static final Duration LIMIT = Duration.ofMinutes(5);

    /** A tenth or so of the time that it has waited, 300 ms at most: many looks start clients of their own, which costs what is waited for. */
    private static final PollInterval BETWEEN_LOOKS =
            (count, before) -> Duration.ofMillis(Math.min(300, Math.round(10 * Math.pow(1.15, count))));

    private Patience() {}

    /** @param what is waited for, as in "no more than 5 minutes for: ..." */
    public static ConditionFactory patiently(String what) {
        return Awaitility.await(what).pollInterval(BETWEEN_LOOKS).atMost(LIMIT);
    }

    /** The exit code of a process that must end by itself. */
    public static int exitCode(Process process) {
        patiently("the end of " + process.info().command().orElse("a process")).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** The same where the condition itself says what is waited for. */
    public static ConditionFactory patiently() {
        return Awaitility.await().pollInterval(BETWEEN_LOOKS).atMost(LIMIT);
    }
}
