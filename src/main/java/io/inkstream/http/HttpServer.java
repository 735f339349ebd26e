package io.inkstream.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.http.tls.TlsFiles;
import io.inkstream.http.tls.TlsServer;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A small HTTP server. All are made alike: the same callers are kept out of each, and every error is JSON. */
public final class HttpServer implements AutoCloseable {

    private static final int THREADS_MAX = 64;

    private final Javalin server;
    private final String host;
    private final Optional<TlsServer> tls;

    /**
     * Where a server listens, and what it answers to, with the keys of the configuration that say so.
     *
     * @param port 0 for any that is free
     * @param names by which it is known beside its address and {@code localhost}
     * @param tls what HTTPS stands on; empty for plain HTTP
     */
    public record Place(
            String host,
            int port,
            List<String> names,
            String hostKey,
            String portKey,
            String namesKey,
            Optional<TlsFiles> tls) {}

    private HttpServer(Javalin server, String host, Optional<TlsServer> tls) {
        this.server = server;
        this.host = host;
        this.tls = tls;
    }

    /** @throws IllegalStateException if the address cannot be had, or a file of its TLS cannot be used */
    public static HttpServer start(Place place, ErrorShape errors, Consumer<JavalinConfig> routes) {
        return start(place, THREADS_MAX, CrossOrigins.NONE, errors, routes);
    }

    /**
     * @param others the other sites whose pages may ask
     * @param threadsMax how many requests are worked on at the same time, and a few threads more
     * @throws IllegalStateException if the address cannot be had, or a file of its TLS cannot be used
     */
    public static HttpServer start(
            Place place, int threadsMax, CrossOrigins others, ErrorShape errors, Consumer<JavalinConfig> routes) {
        var known = new KnownHosts(place.host(), place.names(), place.namesKey());
        var json = new ObjectMapper();
        var tls = place.tls().map(files -> new TlsServer(files, Clock.systemUTC()));
        var server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            var threads = new QueuedThreadPool(threadsMax, 2);
            threads.setName("http");
            threads.setDaemon(true);
            config.jetty.threadPool = threads;
            config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
            tls.ifPresent(with -> config.jetty.addConnector((jetty, http) -> connector(jetty, http, with, place)));
            config.http.prefer405over404 = true;
            config.jsonMapper(new JavalinJackson(json, false));
            new Errors(json, errors).install(config);
            config.routes.before(known::require);
            config.routes.before(others::tell);
            config.routes.before(context -> OwnPages.require(context, others));
            place.tls()
                    .filter(files -> files.clientCa().isPresent())
                    .ifPresent(files -> config.routes.before(
                            context -> ClientCertificates.require(context, files.prefix() + TlsFiles.CLIENT_CA)));
            routes.accept(config);
        });
        var started = new HttpServer(bound(server, place), place.host(), tls);
        tls.ifPresent(TlsServer::watch);
        return started;
    }

    private static ServerConnector connector(Server jetty, HttpConfiguration http, TlsServer tls, Place place) {
        // Which names are its own, KnownHosts says; a certificate may have others besides.
        http.addCustomizer(new SecureRequestCustomizer(false));
        var connector = new ServerConnector(
                jetty,
                new SslConnectionFactory(tls.factory(), HttpVersion.HTTP_1_1.asString()),
                new HttpConnectionFactory(http));
        connector.setHost(place.host());
        connector.setPort(place.port());
        return connector;
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

    /** Where it serves, for people: {@code https://host:port}. */
    public String address() {
        return (tls.isPresent() ? "https" : "http") + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + port();
    }

    @Override
    public void close() {
        tls.ifPresent(TlsServer::close);
        server.stop();
    }
}
