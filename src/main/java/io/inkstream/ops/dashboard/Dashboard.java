package io.inkstream.ops.dashboard;

import io.inkstream.config.Configuration;
import io.inkstream.config.KeyReference;
import io.inkstream.config.Keys;
import io.inkstream.config.Setting;
import io.inkstream.http.ErrorShape;
import io.inkstream.http.HttpServer;
import io.inkstream.http.Refusal;
import io.inkstream.http.tls.TlsFiles;
import io.inkstream.ops.dashboard.health.Freshness;
import io.inkstream.ops.dashboard.health.Instances;
import io.inkstream.ops.dashboard.learning.Checkpoints;
import io.inkstream.ops.dashboard.learning.Learning;
import io.inkstream.ops.dashboard.live.Events;
import io.inkstream.ops.dashboard.live.Tail;
import io.inkstream.ops.dashboard.news.NewsBoard;
import io.inkstream.ops.dashboard.prompts.Answers;
import io.inkstream.ops.dashboard.prompts.KafkaPromptWriter;
import io.inkstream.ops.dashboard.prompts.Playground;
import io.inkstream.ops.dashboard.prompts.PromptWriter;
import io.inkstream.topics.RegistryWatch;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.staticfiles.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web dashboard: pages, and what they ask for. */
public final class Dashboard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

    /** Nothing from outside of the machine, no script or style within a page: text that is shown can never run. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private final Configuration configuration;
    private final Events events = new Events();
    private final RegistryWatch registry;
    private final Learning learning;
    private final Checkpoints checkpoints;
    private final Playground playground;
    private final Answers answers;
    private final DeadLetterBox deadLetters;
    private final Optional<NewsBoard> news;
    private final List<Tail> tails;
    private final DashboardFigures figures;
    private final Cluster cluster;
    private final Instances instances;
    private final Freshness freshness;
    private final HttpServer server;

    Dashboard(Configuration configuration, PromptWriter prompts) {
        this.configuration = configuration;
        registry = new RegistryWatch(configuration, "dashboard");
        learning = new Learning(configuration, registry.ids(), events);
        checkpoints = new Checkpoints(configuration, registry.ids());
        playground = new Playground(prompts);
        answers = new Answers(configuration, registry.ids(), events, playground::isAwaited, checkpoints::firstAt);
        deadLetters = new DeadLetterBox(configuration);
        news = configuration.flag(Keys.CORPUS_SCORES)
                ? Optional.of(new NewsBoard(configuration, registry.ids()))
                : Optional.empty();
        var followed = new ArrayList<>(List.of(learning.tail(), checkpoints.tail(), deadLetters.tail()));
        followed.addAll(answers.tails());
        news.map(NewsBoard::tails).ifPresent(followed::addAll);
        tails = List.copyOf(followed);
        figures = new DashboardFigures(events::listeners, tails);
        cluster = new Cluster(configuration);
        instances = new Instances(configuration);
        freshness = new Freshness(configuration, instances, tails, state -> events.send("state", state));
        var place = new HttpServer.Place(
                configuration.string(Keys.HTTP_HOST),
                configuration.integer(Keys.DASHBOARD_PORT),
                configuration.list(Keys.HTTP_HOSTS),
                Keys.HTTP_HOST,
                Keys.DASHBOARD_PORT,
                Keys.HTTP_HOSTS,
                TlsFiles.of(Keys.HTTP_TLS_PREFIX, configuration::string));
        registry.start();
        freshness.start();
        try {
            server = HttpServer.start(place, ErrorShape.SENTENCE, this::routes);
        } catch (RuntimeException e) {
            closeParts();
            throw e;
        }
    }

    /**
     * Begins to serve at {@code http.host} and {@code dashboard.port}.
     *
     * @throws IllegalStateException if that address cannot be had, or a file of TLS cannot be used
     */
    public static Dashboard start(Configuration configuration) {
        return new Dashboard(configuration, new KafkaPromptWriter(configuration));
    }

    /** Where to look. */
    public String address() {
        return server.address();
    }

    /**
     * @param passedOver records on the topics that this dashboard reads which are not what these topics have
     * @param registry what is wrong with the ids of the registry, or null
     */
    private record Stream(
            Cluster.Picture cluster,
            long passedOver,
            String registry,
            List<DeadLetterBox.Letter> deadLetters,
            List<Instances.Instance> instances) {}

    /** @param news null without corpus.scores=true */
    private record News(NewsBoard.Picture news) {}

    private record Configured(List<Setting> settings, List<KeyReference.Entry> keys) {}

    private void routes(JavalinConfig config) {
        config.staticFiles.add(files -> {
            files.hostedPath = "/";
            files.directory = "/dashboard";
            files.location = Location.CLASSPATH;
        });
        var routes = config.routes;
        routes.before(context -> HEADERS.forEach(context::header));
        figures.install(routes);
        WebJarFiles.install(routes);
        freshness.install(routes);
        routes.get("/api/learning", context -> learning.overview(context));
        routes.get("/api/learning/{model}", context -> learning.curve(context));
        routes.get("/api/learning/{model}/samples", context -> learning.samples(context));
        routes.get("/api/learning/{model}/checkpoints", context -> checkpoints.of(context));
        routes.get("/api/answers", context -> context.json(answers.overview(System.currentTimeMillis())));
        routes.post("/api/prompts", context -> playground.ask(context));
        routes.get(
                "/api/stream",
                context -> context.json(new Stream(
                        cluster.picture(freshness.brokersAnswer()),
                        passedOver(),
                        registry.ids().trouble().orElse(null),
                        deadLetters.newest(),
                        instances.ask())));
        routes.get(
                "/api/news",
                context -> context.json(new News(news.map(NewsBoard::picture).orElse(null))));
        routes.post(
                "/api/feedback",
                context -> news.orElseThrow(() -> Refusal.of(404, "records are not scored: set corpus.scores=true"))
                        .say(context));
        routes.post("/api/dead-letters", new Resending(configuration)::send);
        routes.get(
                "/api/configuration",
                context -> context.json(new Configured(configuration.effective(), KeyReference.entries())));
        routes.get("/api/events", events::listen);
        routes.exception(IllegalArgumentException.class, (e, context) -> trouble(context, 400, e));
        routes.exception(Exception.class, (e, context) -> {
            LOG.debug("A question could not be answered", e);
            trouble(context, 503, e);
        });
    }

    private static void trouble(Context context, int status, Exception e) {
        var refusal = Refusal.of(status, e.getMessage() == null ? e.toString() : e.getMessage());
        HttpServer.endedWith(context, refusal);
        context.status(status).json(ErrorShape.SENTENCE.body(refusal));
    }

    private long passedOver() {
        return tails.stream().mapToLong(Tail::passedOver).sum();
    }

    @Override
    public void close() {
        closeParts();
        server.close();
    }

    private void closeParts() {
        events.close();
        registry.close();
        freshness.close();
        List.of(learning, checkpoints, answers, deadLetters).forEach(Dashboard::close);
        news.ifPresent(Dashboard::close);
        playground.close();
        cluster.close();
        figures.close();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.debug("not closed", e);
        }
    }
}
