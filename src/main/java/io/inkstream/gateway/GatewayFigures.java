package io.inkstream.gateway;

import io.inkstream.http.MetricsPage;
import io.inkstream.http.RequestFigures;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.function.IntSupplier;

/** The gateway's figures for Prometheus: what was asked, how it ended, how long it took, and what is under way. */
final class GatewayFigures implements AutoCloseable {

    /** The codes of docs/http.md. */
    private static final Set<String> CODES = Set.of(
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

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RequestFigures requests = new RequestFigures(registry, "inkstream.gateway", CODES);

    /**
     * @param inFlight how many requests are being answered
     * @param ready whether replies are read, and requests are taken
     */
    GatewayFigures(IntSupplier inFlight, IntSupplier ready) {
        Gauge.builder("inkstream.gateway.in.flight", inFlight, IntSupplier::getAsInt)
                .description("Requests that are being answered.")
                .strongReference(true)
                .register(registry);
        Gauge.builder("inkstream.gateway.ready", ready, IntSupplier::getAsInt)
                .description("1 where replies are read and requests are taken, else 0.")
                .strongReference(true)
                .register(registry);
    }

    void begins(Context context) {
        requests.begins(context);
    }

    void ends(Context context) {
        requests.ends(context);
    }

    MetricsPage page() {
        return new MetricsPage(registry::scrape);
    }

    @Override
    public void close() {
        registry.close();
    }
}
