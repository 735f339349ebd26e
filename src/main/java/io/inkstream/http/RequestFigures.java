package io.inkstream.http;

import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;

/** Counts a server's requests by how they ended, and takes the time of those that were answered. For any number of threads. */
public final class RequestFigures {

    private static final String BEGUN = "inkstream.begun";
    private static final String ANSWERED = "answered";
    /** A parameter, or the request as a whole, is not what it must be. */
    private static final String INVALID = "invalid";
    /** No fault of who asked. */
    private static final String FAILED = "failed";

    private static final Set<String> ALWAYS = Set.of(ANSWERED, INVALID, FAILED);

    private static final Duration[] LIMITS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final String prefix;
    private final Set<String> codes;
    private final Timer time;

    /**
     * @param prefix of the names of the figures, {@code inkstream.gateway}
     * @param codes of refusals that are counted by themselves; all others are counted as invalid, or as failed from status 500 on: what is
     *     counted under a name that comes from elsewhere would be a series for whatever comes
     */
    public RequestFigures(MeterRegistry registry, String prefix, Set<String> codes) {
        this.registry = registry;
        this.prefix = prefix;
        this.codes = codes;
        time = Timer.builder(prefix + ".answer")
                .description("From a request to the end of its answer; of a stream to its last piece.")
                .serviceLevelObjectives(LIMITS)
                .register(registry);
        // There from the beginning, so that the first one is an increase.
        ALWAYS.forEach(this::requests);
        codes.forEach(this::requests);
    }

    private Counter requests(String outcome) {
        return Counter.builder(prefix + ".requests")
                .description("Requests, by how they ended: answered, or why not.")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** A request is let in. */
    public void begins(Context context) {
        context.attribute(BEGUN, System.nanoTime());
    }

    /** A request has its answer, or was refused, maybe before it was let in: then it has no time. */
    public void ends(Context context) {
        var refusal = HttpServer.refusalOf(context);
        requests(refusal.map(this::outcome).orElse(ANSWERED)).increment();
        Long begun = context.attribute(BEGUN);
        if (refusal.isEmpty() && begun != null) {
            time.record(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private String outcome(Refusal refusal) {
        if (refusal.code() != null && codes.contains(refusal.code())) {
            return refusal.code();
        }
        return refusal.status() < 500 ? INVALID : FAILED;
    }
}
