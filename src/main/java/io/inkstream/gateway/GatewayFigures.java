package io.inkstream.gateway;

import io.inkstream.http.HttpServer;
import io.inkstream.http.Refusal;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.function.IntSupplier;

/** The gateway's figures for Prometheus: what was asked, how it ended, how long it took, and what is under way. */
final class GatewayFigures implements AutoCloseable {

    /** The format of {@code /metrics}. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String BEGUN = "inkstream.begun";
    private static final String REQUESTS = "inkstream.gateway.requests";
    private static final String REQUESTS_MEAN = "Requests for completions, by how they ended: answered, or why not.";

    private static final String ANSWERED = "answered";
    /** A parameter, or the request as a whole, is not what it must be. */
    private static final String INVALID = "invalid";
    /** No fault of who asked. */
    private static final String FAILED = "failed";

    /** All there are: what is counted under a name that comes from elsewhere would be a series for whatever comes. */
    private static final Set<String> OUTCOMES = Set.of(
            ANSWERED,
            INVALID,
            FAILED,
            "invalid_api_key",
            "cross_site",
            "unknown_host",
            "unsupported_media_type",
            "body_too_large",
            "prompt_too_large",
            "model_not_found",
            "idempotency_key_reused",
            "cancelled",
            "busy",
            "rate_limit_exceeded",
            "timeout",
            "kafka",
            "draining");

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

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Timer time;

    /**
     * @param inFlight how many requests are being answered
     * @param ready whether replies are read, and requests are taken
     */
    GatewayFigures(IntSupplier inFlight, IntSupplier ready) {
        Gauge.builder("inkstream.gateway.in.flight", inFlight, IntSupplier::getAsInt)
                .description("Requests that are being answered.")
                .register(registry);
        Gauge.builder("inkstream.gateway.ready", ready, IntSupplier::getAsInt)
                .description("1 where replies are read and requests are taken, else 0.")
                .register(registry);
        time = Timer.builder("inkstream.gateway.answer")
                .description("From a request to the end of its answer; of a stream to its last piece.")
                .serviceLevelObjectives(LIMITS)
                .register(registry);
        // There from the beginning, so that the first one is an increase.
        OUTCOMES.forEach(this::requests);
    }

    private Counter requests(String outcome) {
        return Counter.builder(REQUESTS)
                .description(REQUESTS_MEAN)
                .tag("outcome", outcome)
                .register(registry);
    }

    void begins(Context context) {
        context.attribute(BEGUN, System.nanoTime());
    }

    /** Also of requests that were refused before anything began, which have no time. */
    void ends(Context context) {
        var refusal = HttpServer.refusalOf(context);
        requests(refusal.map(GatewayFigures::outcome).orElse(ANSWERED)).increment();
        Long begun = context.attribute(BEGUN);
        if (refusal.isEmpty() && begun != null) {
            time.record(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private static String outcome(Refusal refusal) {
        if (refusal.code() != null && OUTCOMES.contains(refusal.code())) {
            return refusal.code();
        }
        return refusal.status() < 500 ? INVALID : FAILED;
    }

    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
