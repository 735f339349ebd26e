package io.inkstream.chaos;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.bench.UntrainedModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The gateway and the dashboard, as processes, while the broker or the registry is away for longer than every limit of their clients. */
@EnabledIfSystemProperty(named = "inkstream.chaos", matches = "long")
final class FacesIT {

    private static final Duration AWAY = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<String, String> SETTINGS = Map.of("profile", "seed", "nodes", "16");

    private Laboratory laboratory;
    private Child generator;
    private Child gateway;
    private Child dashboard;
    private String completions;
    private String api;

    @BeforeEach
    void start() throws Exception {
        laboratory = Laboratory.withOneBroker("faces");
        UntrainedModel.publish(laboratory.configure(SETTINGS));
        var settings = new TreeMap<>(laboratory.settings(SETTINGS));
        settings.putAll(Schedule.IMPATIENT);
        // These two have clients of their own, which take their settings without a prefix.
        settings.putAll(Map.of(
                "kafka.max.block.ms", "3000",
                "kafka.request.timeout.ms", "1500",
                "kafka.delivery.timeout.ms", "3000",
                "kafka.default.api.timeout.ms", "4000",
                "kafka.task.timeout.ms", "2000",
                "gateway.timeout.ms", "10000",
                "gateway.port", Integer.toString(freePort()),
                "dashboard.port", Integer.toString(freePort()),
                "state.dir", laboratory.folder().resolve("state").toString()));
        completions = "http://127.0.0.1:" + settings.get("gateway.port") + "/v1/completions";
        api = "http://127.0.0.1:" + settings.get("dashboard.port") + "/api/";
        generator = laboratory.inkstream("generate", "0", settings);
        gateway = laboratory.inkstream("gateway", "0", settings);
        dashboard = laboratory.inkstream("dashboard", "0", settings);
        awaitAnswers();
    }

    @AfterEach
    void stop() {
        laboratory.close();
    }

    @Test
    void when_a_broker_that_was_frozen_answers_again_so_do_they() {
        var broker = laboratory.brokers().get(0).child();
        broker.freeze();
        try {
            holdOut();
        } finally {
            broker.thaw();
        }
        awaitAnswers();
    }

    @Test
    void when_a_broker_that_was_killed_is_back_so_are_they() {
        var broker = laboratory.brokers().get(0);
        broker.kill();
        holdOut();
        broker.start();
        awaitAnswers();
    }

    @Test
    void when_the_registry_is_back_so_are_they() {
        laboratory.stopRegistry();
        holdOut();
        laboratory.startRegistry();
        awaitAnswers();
    }

    /** Requests all the while, each of which gets an answer in time, whatever it is. */
    private void holdOut() {
        long end = System.nanoTime() + AWAY.toNanos();
        while (System.nanoTime() < end) {
            assertThat(complete()).as("an answer").isPositive();
            requireAlive();
        }
    }

    private void awaitAnswers() {
        patiently().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            requireAlive();
            return complete() == 200
                    && seen("state").path("brokers").asBoolean()
                    && seen("stream").at("/cluster/trouble").isNull();
        });
    }

    private void requireAlive() {
        generator.requireAlive();
        gateway.requireAlive();
        dashboard.requireAlive();
    }

    /** The status of a completion; -1 where the gateway does not listen yet. */
    private int complete() {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create(completions))
                                    .timeout(Duration.ofSeconds(60))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"model\":\"default\",\"prompt\":\"one \",\"max_tokens\":5}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the dashboard shows. */
    private JsonNode seen(String page) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(api + page)).build();
        return new ObjectMapper()
                .readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
