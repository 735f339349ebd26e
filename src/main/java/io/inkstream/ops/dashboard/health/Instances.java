package io.inkstream.ops.dashboard.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.config.Configuration;
import io.inkstream.config.Keys;
import io.inkstream.http.tls.TlsClient;
import io.inkstream.http.tls.TlsFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;

/** Asks the instances that the configuration names for their health and figures. */
public final class Instances {

    static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Pattern LITERAL = Pattern.compile("\\[.*]|[0-9.]+");

    private final String scheme;
    private final List<Server> servers;

    /** @throws IllegalStateException if they are asked over HTTPS and a file of TLS cannot be used */
    public Instances(Configuration configuration) {
        boolean tls = TlsFiles.of(Keys.HTTP_TLS_PREFIX, configuration::string).isPresent();
        scheme = tls ? "https://" : "http://";
        var context = tls
                ? Optional.of(TlsClient.context(
                        Keys.HTTP_TLS_PREFIX,
                        configuration::string,
                        Clock.systemUTC().instant()))
                : Optional.<SSLContext>empty();
        servers = configuration.list(Keys.DASHBOARD_INSTANCES).stream()
                .map(server -> new Server(server, client(server, context)))
                .toList();
    }

    /** @param server host:port, as configured; each of its addresses is asked by address */
    private record Server(String server, HttpClient http) {}

    private static HttpClient client(String server, Optional<SSLContext> tls) {
        var client = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        tls.ifPresent(context -> {
            client.sslContext(context);
            String host = server.substring(0, server.lastIndexOf(':'));
            if (!LITERAL.matcher(host).matches()) {
                // The certificate is for the name, not for the address that is asked.
                var parameters = context.getDefaultSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(host)));
                client.sslParameters(parameters);
            }
        });
        return client.build();
    }

    /**
     * What an instance said.
     *
     * @param topologies as {@code /health/live} gives them; null if it did not answer
     * @param figures those of Inkstream's own metrics that have one value, by name and labels
     * @param trouble why there is no answer
     */
    public record Instance(String address, JsonNode topologies, Map<String, Double> figures, String trouble) {}

    /** All of them, side by side. */
    public List<Instance> ask() {
        return servers.stream()
                .flatMap(server -> addresses(server.server()).map(address -> ask(server.http(), address)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static Stream<String> addresses(String server) {
        int colon = server.lastIndexOf(':');
        try {
            return Stream.of(InetAddress.getAllByName(server.substring(0, colon)))
                    .map(address -> address.getHostAddress())
                    .map(host -> (host.contains(":") ? "[" + host + "]" : host) + server.substring(colon))
                    .distinct();
        } catch (UnknownHostException e) {
            return Stream.of(server);
        }
    }

    private CompletableFuture<Instance> ask(HttpClient http, String address) {
        return get(http, address, "/health/live")
                .thenCombine(get(http, address, "/metrics"), (health, metrics) -> read(address, health, metrics))
                .exceptionally(e -> new Instance(
                        address,
                        null,
                        Map.of(),
                        "does not answer at " + scheme + address + " (" + message(e)
                                + "): is it running, and is that its http.port?"));
    }

    private static String message(Throwable e) {
        var cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof ConnectException) {
            return "nothing listens there"; // it has no message of its own
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private Instance read(String address, String health, String metrics) {
        try {
            return new Instance(
                    address,
                    new ObjectMapper().readTree(health).path("topologies"),
                    MetricsText.figures(metrics),
                    null);
        } catch (IOException e) {
            return new Instance(address, null, Map.of(), "the server at " + scheme + address + " is not Inkstream");
        }
    }

    private CompletableFuture<String> get(HttpClient http, String address, String path) {
        var request = HttpRequest.newBuilder(URI.create(scheme + address + path))
                .timeout(TIMEOUT)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body);
    }
}
