package io.inkstream.ops.dashboard;

import io.inkstream.http.MetricsPage;
import io.inkstream.http.RequestFigures;
import io.inkstream.ops.dashboard.live.Tail;
import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.function.IntSupplier;

/** The dashboard's figures for Prometheus: who asks and listens, and whether the topics are read that it shows. */
final class DashboardFigures implements AutoCloseable {

    private static final Set<String> CODES =
            Set.of("cross_site", "unknown_host", "unsupported_media_type", "body_too_large");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RequestFigures requests = new RequestFigures(registry, "inkstream.dashboard", CODES);

    /**
     * @param listeners how many pages listen to events
     * @param tails the topics that are followed
     */
    DashboardFigures(IntSupplier listeners, Collection<Tail> tails) {
        Gauge.builder("inkstream.dashboard.listeners", listeners, IntSupplier::getAsInt)
                .description("Pages that listen to what happens.")
                .strongReference(true)
                .register(registry);
        for (var tail : tails) {
            Gauge.builder("inkstream.dashboard.reading", tail, it -> it.isReading() ? 1 : 0)
                    .description("1 while a topic is read, 0 while it cannot be.")
                    .tag("topic", tail.topic())
                    .register(registry);
            FunctionCounter.builder("inkstream.dashboard.passed.over", tail, Tail::passedOver)
                    .description("Foreign records, which were skipped.")
                    .tag("topic", tail.topic())
                    .register(registry);
        }
    }

    /** Counts what is asked under {@code /api}, and shows the figures at {@code /metrics}. */
    void install(RoutesConfig routes) {
        routes.before("/api/*", requests::begins);
        routes.after("/api/*", requests::ends);
        routes.get("/metrics", new MetricsPage(registry::scrape));
    }

    @Override
    public void close() {
        registry.close();
    }
}
