package io.inkstream.gateway;

import dev.failsafe.RateLimiter;
import io.inkstream.config.Configuration;
import io.inkstream.config.ConfigurationException;
import io.inkstream.config.Keys;
import io.inkstream.http.CrossOrigins;
import io.inkstream.http.HttpServer;
import io.inkstream.http.Refusal;
import io.inkstream.http.tls.TlsFiles;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of completions. */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** Threads beside those that wait for an answer: Jetty's own, and what refuses one request too many. */
    private static final int FURTHER_THREADS = 16;

    private static final String BEARER = "Bearer ";

    /** How long requests under way may take to be told that there is no answer. */
    private static final Duration FINISHED_WITHIN = Duration.ofSeconds(5);

    private final PromptLine line;
    private final Completions completions;
    private final HttpServer server;
    private final Optional<byte[]> token;
    private final ModelNames models;
    private final ModelList list;
    private final ChatTemplate chat;
    private final Optional<RateLimiter<Object>> rate;
    private final Duration drain;
    private final GatewayFigures figures;
    private volatile boolean draining;

    /**
     * @param connect to where prompts are written, once it is known that the settings are right
     * @param list of the models
     */
    Gateway(Configuration c, Function<Configuration, PromptLine> connect, ModelList list) {
        String host = c.string(Keys.GATEWAY_HOST);
        token = Optional.of(c.string(Keys.GATEWAY_TOKEN))
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        models = ModelNames.of(c);
        this.list = list;
        chat = ChatTemplate.of(c.string(Keys.GATEWAY_CHAT_TEMPLATE));
        var origins = origins(c);
        drain = Duration.ofMillis(c.longValue(Keys.GATEWAY_DRAIN_MS));
        requireTokenBeyondLoopback(host);
        int perSecond = c.integer(Keys.GATEWAY_RATE);
        rate = perSecond == 0
                ? Optional.empty()
                : Optional.of(RateLimiter.burstyBuilder(perSecond, Duration.ofSeconds(1))
                        .build());
        line = connect.apply(c);
        int requestsMax = c.integer(Keys.GATEWAY_REQUESTS_MAX);
        completions = new Completions(
                line,
                c.integer(Keys.GATEWAY_BODY_MAX_BYTES),
                Duration.ofMillis(c.longValue(Keys.GATEWAY_TIMEOUT_MS)),
                requestsMax);
        figures = new GatewayFigures(completions::inFlight, () -> isReady() ? 1 : 0);
        var place = new HttpServer.Place(
                host,
                c.integer(Keys.GATEWAY_PORT),
                c.list(Keys.GATEWAY_HOSTS),
                Keys.GATEWAY_HOST,
                Keys.GATEWAY_PORT,
                Keys.GATEWAY_HOSTS,
                TlsFiles.of(Keys.GATEWAY_TLS_PREFIX, c::string));
        try {
            server = HttpServer.start(
                    place, requestsMax + FURTHER_THREADS, origins, new ApiErrors(), config -> routes(config.routes));
        } catch (IllegalStateException e) {
            line.close();
            throw e;
        }
        LOG.info("Completions at {}", address());
    }

    /**
     * Starts to serve.
     *
     * @throws ConfigurationException if others could reach it and {@code gateway.token} is not set
     * @throws IllegalStateException if the address cannot be had, a file of TLS cannot be used, or there is no topic of replies
     */
    public static Gateway start(Configuration configuration) {
        return new Gateway(configuration, KafkaPrompts::new, new KafkaModels(configuration));
    }

    private CrossOrigins origins(Configuration c) {
        var origins = c.list(Keys.GATEWAY_CORS_ORIGINS);
        if (token.isPresent() && origins.contains("*")) {
            throw new ConfigurationException(List.of(
                    Keys.GATEWAY_CORS_ORIGINS + " must name the sites where " + Keys.GATEWAY_TOKEN + " is set: *"));
        }
        return new CrossOrigins(origins);
    }

    private void requireTokenBeyondLoopback(String host) {
        try {
            if (token.isEmpty() && !InetAddress.getByName(host).isLoopbackAddress()) {
                throw new ConfigurationException(List.of(Keys.GATEWAY_TOKEN + " must be set where " + Keys.GATEWAY_HOST
                        + " is not this machine alone: " + host));
            }
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    List.of(Keys.GATEWAY_HOST + " must be an address of this machine: " + e.getMessage()));
        }
    }

    private void routes(RoutesConfig routes) {
        routes.before("/v1/*", figures::begins);
        routes.after("/v1/*", figures::ends);
        answer(routes, "/v1/completions", body -> CompletionRequest.read(body, models));
        answer(routes, "/v1/chat/completions", body -> ChatRequest.read(body, models, chat));
        var pages = new ModelPages(list, models);
        get(routes, "/v1/models", pages::all);
        get(routes, "/v1/models/<model>", pages::one);
        routes.get("/health/live", this::live);
        for (String path : List.of("/health", "/health/ready", "/health/started")) {
            routes.get(
                    path,
                    context ->
                            context.status(isReady() ? 200 : 503).json(Map.of("ok", isReady(), "draining", draining)));
        }
        routes.get("/metrics", figures.page());
    }

    private void answer(RoutesConfig routes, String path, Function<byte[], CompletionRequest> reader) {
        routes.post(path, context -> {
            letIn(context);
            completions.handle(context, reader);
        });
    }

    private void get(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, context -> {
            letIn(context);
            handler.handle(context);
        });
    }

    /** Whether it is to be left alone: what it cannot do any more it could after a new start. */
    private void live(Context context) {
        var trouble = line.trouble();
        context.status(trouble.isEmpty() ? 200 : 503)
                .json(trouble.isEmpty() ? Map.of("ok", true) : Map.of("ok", false, "why", trouble.get()));
    }

    /** @throws Refusal if it has no token, or comes when none are taken */
    private void letIn(Context context) {
        authorize(context);
        if (draining) {
            context.header("Retry-After", "1").header("Connection", "close");
            throw new Refusal(503, "this gateway is stopping; retry, or use another one", null, "draining");
        }
        if (rate.isPresent() && !rate.get().tryAcquirePermit()) {
            context.header("Retry-After", "1");
            throw new Refusal(
                    429, "more than gateway.rate requests in a second; try again", null, "rate_limit_exceeded");
        }
    }

    private boolean isReady() {
        return line.isReading() && !draining;
    }

    private void authorize(Context context) {
        if (token.isEmpty()) {
            return;
        }
        String given = Objects.requireNonNullElse(context.header("Authorization"), "");
        // The name of a scheme is in any case (RFC 9110, section 11.1).
        boolean bearer = given.regionMatches(true, 0, BEARER, 0, BEARER.length());
        byte[] bytes = (bearer ? given.substring(BEARER.length()).strip() : "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(token.get(), bytes)) {
            context.header("WWW-Authenticate", "Bearer");
            throw new Refusal(
                    401, "Authorization must be Bearer and the token that gateway.token sets", null, "invalid_api_key");
        }
    }

    /** Where completions are asked for. */
    public String address() {
        return server.address() + "/v1/completions";
    }

    /** The port that it serves on. */
    public int port() {
        return server.port();
    }

    /** Takes no more requests, and gives those under way {@code gateway.drain.ms}; what is not answered then is told so. */
    @Override
    public void close() {
        draining = true;
        try {
            int inFlight = completions.inFlight();
            if (inFlight > 0) {
                LOG.info("Stopping: {} running requests have {} ms to finish", inFlight, drain.toMillis());
            }
            completions.finish(drain);
            line.end();
            completions.finish(FINISHED_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        line.close();
        list.close();
        figures.close();
    }
}
