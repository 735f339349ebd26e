package io.inkstream.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A small HTTP server. All are made alike: the same callers are kept out of each, and every error is JSON. */
public final class HttpServer implements AutoCloseable {

    private static final int THREADS_MAX = 64;

    private final Javalin server;

    /**
     * Where a server listens, and what it answers to, with the keys of the configuration that say so.
     *
     * @param port 0 for any that is free
     * @param names by which it is known beside its address and {@code localhost}
     */
    public record Place(String host, int port, List<String> names, String hostKey, String portKey, String namesKey) {}

    private HttpServer(Javalin server) {
        this.server = server;
    }

    /** @throws IllegalStateException if the address cannot be had */
    public static HttpServer start(Place place, ErrorShape errors, Consumer<JavalinConfig> routes) {
        return start(place, THREADS_MAX, CrossOrigins.NONE, errors, routes);
    }

    /**
     * @param others the other sites whose pages may ask
     * @param threadsMax how many requests are worked on at the same time, and a few threads more
     * @throws IllegalStateException if the address cannot be had
     */
    public static HttpServer start(
            Place place, int threadsMax, CrossOrigins others, ErrorShape errors, Consumer<JavalinConfig> routes) {
        var known = new KnownHosts(place.host(), place.names(), place.namesKey());
        var json = new ObjectMapper();
        var server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            var threads = new QueuedThreadPool(threadsMax, 2);
            threads.setName("http");
            threads.setDaemon(true);
            config.jetty.threadPool = threads;
            config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
            config.http.prefer405over404 = true;
            config.jsonMapper(new JavalinJackson(json, false));
            new Errors(json, errors).install(config);
            config.routes.before(known::require);
            config.routes.before(others::tell);
            config.routes.before(context -> OwnPages.require(context, others));
            routes.accept(config);
        });
        return new HttpServer(bound(server, place));
    }

    private static Javalin bound(Javalin server, Place place) {
        try {
            return server.start(place.host(), place.port());
        } catch (JavalinBindException e) {
            throw new IllegalStateException(
                    place.hostKey() + "=" + place.host() + ", " + place.portKey() + "=" + place.port()
                            + ": expected an address of this machine that is free (" + e.getMessage()
                            + "); set another " + place.portKey() + ", 0 for any that is free",
                    e);
        }
    }

    /** How a request was refused; nothing if it was not. */
    public static Optional<Refusal> refusalOf(Context context) {
        return Optional.ofNullable(context.attribute(Errors.REFUSAL));
    }

    /** Takes note of the error that an answer ended with after it had begun, when no status can say so any more. */
    public static void endedWith(Context context, Refusal refusal) {
        context.attribute(Errors.REFUSAL, refusal);
    }

    /** The port that it serves on. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
