package io.inkstream.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.text.NumbersCorpus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The compose file starts, a prompt is answered, generators are scaled, and Prometheus reaches all of them. */
@EnabledIfSystemProperty(named = "inkstream.docker", matches = "true", disabledReason = "runs with mvn verify -Pdocker")
final class ComposeIT {

    private static final Duration SOON = Duration.ofSeconds(120);

    @Test
    void the_file_starts_and_answers() throws Exception {
        Images.assumeEngine();
        Images.assumePresent(Images.named("prometheus"));
        var variables = Map.of(
                "KAFKA_IMAGE", Images.named("kafka"),
                "REGISTRY_IMAGE", Images.named("registry"),
                "INKSTREAM_IMAGE", Images.named("inkstream"),
                "PROMETHEUS_IMAGE", Images.named("prometheus"),
                "INKSTREAM_PROFILE", "seed",
                "KAFKA_PORT", "0",
                "REGISTRY_PORT", "0",
                "DASHBOARD_PORT", "0",
                "PROMETHEUS_PORT", "0");
        try (var compose = new Compose("inkstream-test", variables)) {
            // Grafana is the one image that cannot be made here; its dashboard is tested elsewhere.
            compose.succeed("up", "-d", "--scale", "generate=2", "train", "generate", "dashboard", "prometheus");
            await().atMost(SOON).untilAsserted(() -> {
                var sent = compose.runWith(
                        NumbersCorpus.text(),
                        "exec",
                        "-T",
                        "train",
                        "/opt/inkstream/bin/inkstream",
                        "corpus",
                        "send",
                        "-");
                assertThat(sent.err()).contains("Sent ");
            });

            await().atMost(SOON).untilAsserted(() -> {
                var reply = compose.run("run", "--rm", "-T", "prompt", "one hundred ", "--length", "20");
                assertThat(reply.out()).as(reply.err()).matches("(?s)one hundred [a-z ]{20}\\s*");
            });
            String prometheus = compose.succeed("port", "prometheus", "9090").strip();
            await().atMost(SOON).untilAsserted(() -> {
                var up = new ObjectMapper()
                        .readTree(get("http://" + prometheus + "/api/v1/query?query=up%7Bjob%3D%22inkstream%22%7D"));
                assertThat(up.at("/data/result"))
                        .hasSize(3)
                        .allMatch(target -> target.at("/value/1").asText().equals("1"));
            });
            String dashboard = compose.succeed("port", "dashboard", "8080").strip();
            assertThat(get("http://" + dashboard + "/")).contains("Inkstream");
        }
    }

    private static String get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }
}
