package io.inkstream.ops;

import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.http.ErrorShape;
import io.inkstream.http.HttpServer;
import io.inkstream.http.MetricsPage;
import io.inkstream.http.tls.TlsFiles;
import io.inkstream.streams.InstanceStatus;
import io.inkstream.streams.StreamsApplication;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Serves the health and the metrics of the topologies of this process. */
public final class InstanceServer implements AutoCloseable {

    /** The value of {@code http.port} that says to serve nothing. */
    private static final int NONE = -1;

    /** Of heartbeats every 3 s, Kafka's default: a dead broker is told within ten seconds. */
    private static final Duration UNHEARD_MAX = Duration.ofSeconds(8);

    private final Metrics metrics;
    private final Duration stuckAfter;
    private final Duration unheardMax;
    private final HttpServer server;

    private InstanceServer(Configuration configuration, Metrics metrics) {
        this.metrics = metrics;
        this.stuckAfter = Duration.ofMillis(configuration.longValue(Keys.STUCK_AFTER_MS));
        this.unheardMax = unheardMax(configuration.kafka());
        int port = configuration.integer(Keys.HTTP_PORT);
        if (port == NONE) {
            server = null;
            return;
        }
        var place = new HttpServer.Place(
                configuration.string(Keys.HTTP_HOST),
                port,
                names(configuration),
                Keys.HTTP_HOST,
                Keys.HTTP_PORT,
                Keys.HTTP_HOSTS,
                TlsFiles.of(Keys.HTTP_TLS_PREFIX, configuration::string));
        server = HttpServer.start(place, ErrorShape.SENTENCE, config -> routes(config, configuration));
    }

    /** Two heartbeats may be late. */
    private static Duration unheardMax(Map<String, ?> kafka) {
        var interval = kafka.get(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
        var custom = interval == null ? Duration.ZERO : Duration.ofMillis(3 * Long.parseLong(interval.toString()));
        return custom.compareTo(UNHEARD_MAX) > 0 ? custom : UNHEARD_MAX;
    }

    /** Those who ask for a session are sent to {@code application.server}, so it is a name of this server as well. */
    private static List<String> names(Configuration configuration) {
        var names = new ArrayList<>(configuration.list(Keys.HTTP_HOSTS));
        String shown = configuration.string(Keys.APPLICATION_SERVER);
        if (!shown.isEmpty()) {
            names.add(shown.substring(0, shown.lastIndexOf(':')));
        }
        return names;
    }

    private void routes(JavalinConfig config, Configuration configuration) {
        var routes = config.routes;
        routes.get(
                "/health/live",
                at(status -> Health.live(status, stuckAfter, metrics.sinceSignOfLife(), Instant.now())));
        routes.get("/health/ready", at(status -> Health.ready(status, unheardMax)));
        routes.get("/health/started", at(Health::started));
        routes.get(
                "/sessions/{key}", new SessionPage(metrics.applications(), configuration.string(Keys.MODEL))::handle);
        routes.get("/metrics", new MetricsPage(metrics::scrape));
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
        return server == null ? "not served (http.port=-1)" : server.address();
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
            server.close();
        }
    }
}
