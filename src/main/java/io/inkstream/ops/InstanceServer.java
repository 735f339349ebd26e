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
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the health and the metrics of the topologies of this process. */
public final class InstanceServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceServer.class);

    /** The value of {@code http.port} that says to serve nothing. */
    private static final int NONE = -1;

    private final List<StreamsApplication> applications;
    private final Duration stuckAfter;
    private final Javalin server;

    private InstanceServer(Configuration configuration, List<StreamsApplication> applications) {
        this.applications = applications;
        this.stuckAfter = Duration.ofMillis(configuration.longValue(Keys.STUCK_AFTER_MS));
        int port = configuration.integer(Keys.HTTP_PORT);
        if (port == NONE) {
            server = null;
            return;
        }
        server = Http.server(config -> {
            config.routes.get("/health/live", at(status -> Health.live(status, stuckAfter, Instant.now())));
            config.routes.get("/health/ready", at(Health::ready));
            config.routes.get(
                    "/sessions/{key}", new SessionPage(applications, configuration.string(Keys.MODEL))::handle);
            config.routes.get("/health/started", at(Health::started));
        });
        Http.start(server, configuration.string(Keys.HTTP_HOST), port, Keys.HTTP_HOST, Keys.HTTP_PORT);
        LOG.info("Health and metrics at {}", address(configuration));
    }

    /**
     * Begins to serve, before the topologies are started: an orchestrator wants to know how that goes.
     *
     * @throws IllegalStateException if the address of {@code http.host} and {@code http.port} cannot be had
     */
    public static InstanceServer start(Configuration configuration, StreamsApplication... applications) {
        return new InstanceServer(configuration, List.of(applications));
    }

    /** The port that it serves on; -1 if it serves nothing. */
    public int port() {
        return server == null ? NONE : server.port();
    }

    private String address(Configuration configuration) {
        return "http://" + configuration.string(Keys.HTTP_HOST) + ":" + port();
    }

    private Handler at(Function<InstanceStatus, Health.Answer> question) {
        return context -> answer(context, question);
    }

    private void answer(Context context, Function<InstanceStatus, Health.Answer> question) {
        var answers = applications.stream()
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
