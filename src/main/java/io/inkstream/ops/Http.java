package io.inkstream.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinBindException;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Small HTTP servers, all made alike. */
public final class Http {

    private static final int THREADS_MAX = 64;

    private Http() {}

    public static Javalin server(Consumer<JavalinConfig> routes) {
        return server(THREADS_MAX, routes);
    }

    /** @param threadsMax how many requests are worked on at the same time, and a few threads more */
    public static Javalin server(int threadsMax, Consumer<JavalinConfig> routes) {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            var threads = new QueuedThreadPool(threadsMax, 2);
            threads.setName("http");
            threads.setDaemon(true);
            config.jetty.threadPool = threads;
            config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
            config.jsonMapper(new JavalinJackson(new ObjectMapper(), false));
            routes.accept(config);
        });
    }

    /**
     * @param hostKey what names the host in the configuration
     * @param portKey what names the port
     * @throws IllegalStateException if the address cannot be had
     */
    public static void start(Javalin server, String host, int port, String hostKey, String portKey) {
        try {
            server.start(host, port);
        } catch (JavalinBindException e) {
            throw new IllegalStateException(
                    hostKey + "=" + host + ", " + portKey + "=" + port + ": expected an address of this machine that is"
                            + " free (" + e.getMessage() + "); set another " + portKey + ", 0 for any that is free",
                    e);
        }
    }
}
