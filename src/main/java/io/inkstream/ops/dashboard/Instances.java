package io.inkstream.ops.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.runtime.Configuration;
import io.inkstream.runtime.Keys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Asks the instances that the configuration names for their health and figures. */
final class Instances {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final List<String> servers;

    Instances(Configuration configuration) {
        servers = configuration.list(Keys.DASHBOARD_INSTANCES);
    }

    /**
     * What an instance said.
     *
     * @param topologies as {@code /health/live} gives them; null if it did not answer
     * @param figures those of Inkstream's own metrics that have one value, by name and labels
     * @param trouble why there is no answer
     */
    record Instance(String address, JsonNode topologies, Map<String, Double> figures, String trouble) {}

    /** All of them, side by side. */
    List<Instance> ask() {
        return servers.stream().flatMap(Instances::addresses).map(this::ask).toList().stream()
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

    private CompletableFuture<Instance> ask(String address) {
        return get(address, "/health/live")
                .thenCombine(get(address, "/metrics"), (health, metrics) -> read(address, health, metrics))
                .exceptionally(e -> new Instance(
                        address,
                        null,
                        Map.of(),
                        "does not answer at http://" + address + " (" + message(e)
                                + "): is it running, and is that its http.port?"));
    }

    private static String message(Throwable e) {
        var cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static Instance read(String address, String health, String metrics) {
        try {
            return new Instance(
                    address,
                    new ObjectMapper().readTree(health).path("topologies"),
                    MetricsText.figures(metrics),
                    null);
        } catch (IOException e) {
            return new Instance(address, null, Map.of(), "what answers at http://" + address + " is no Inkstream");
        }
    }

    private CompletableFuture<String> get(String address, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(TIMEOUT)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body);
    }
}
