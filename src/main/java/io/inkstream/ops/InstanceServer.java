package io.inkstream.ops;

import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.InstanceStatus;
import io.inkstream.runtime.Keys;
import io.inkstream.runtime.StreamsApplication;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** Serves the health and the metrics of the topologies of this process. */
public final class InstanceServer implements AutoCloseable {

    /** The value of {@code http.port} that says to serve nothing. */
    private static final int NONE = -1;

    private final Metrics metrics;
    private final Duration stuckAfter;
    private final String host;
    private final Javalin server;

    private InstanceServer(Configuration configuration, Metrics metrics) {
        this.metrics = metrics;
        this.stuckAfter = Duration.ofMillis(configuration.longValue(Keys.STUCK_AFTER_MS));
        this.host = configuration.string(Keys.HTTP_HOST);
        int port = configuration.integer(Keys.HTTP_PORT);
        if (port == NONE) {
            server = null;
            return;
        }
        server = Http.server(config -> {
            config.routes.get(
                    "/health/live",
                    at(status -> Health.live(status, stuckAfter, metrics.sinceSignOfLife(), Instant.now())));
            config.routes.get("/health/ready", at(Health::ready));
            config.routes.get(
                    "/sessions/{key}",
                    new SessionPage(metrics.applications(), configuration.string(Keys.MODEL))::handle);
            config.routes.get("/health/started", at(Health::started));
            config.routes.get(
                    "/metrics",
                    context -> context.contentType(Metrics.CONTENT_TYPE).result(metrics.scrape()));
        });
        Http.start(server, host, port, Keys.HTTP_HOST, Keys.HTTP_PORT);
    }

    /**
     * Begins to serve, before the topologies are started: an orchestrator wants to know how that goes.
     *
     * @param metrics the figures of this process, and its topologies
     * @throws IllegalStateException if the address of {@code http.host} and {@code http.port} cannot be had
     */
    public static InstanceServer start(Configuration configuration, Metrics metrics) {
        return new InstanceServer(configuration, metrics);
    }

    /** The port that it serves on; -1 if it serves nothing. */
    public int port() {
        return server == null ? NONE : server.port();
    }

    /** Where it serves, for people. */
    public String address() {
        return server == null ? "not served (http.port=-1)" : "http://" + host + ":" + port();
    }

    private Handler at(Function<InstanceStatus, Health.Answer> question) {
        return context -> answer(context, question);
    }

    private void answer(Context context, Function<InstanceStatus, Health.Answer> question) {
        var answers = metrics.applications().stream()
                .map(StreamsApplication::status)
                .map(status -> HealthReport.of(status, question.apply(status)))
                .toList();
        boolean ok = answers.stream().allMatch(HealthReport::ok);
        context.status(ok ? 200 : 503).json(new HealthReport.Body(ok, answers));
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
    }
}
