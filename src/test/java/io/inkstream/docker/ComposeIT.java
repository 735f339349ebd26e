package io.inkstream.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.text.NumbersCorpus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The compose file starts, a prompt is answered, generators are scaled, and Prometheus reaches all of them. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "inkstream.docker", matches = "true", disabledReason = "runs with mvn verify -Pdocker")
final class ComposeIT {

    private static final String TOKEN = "of-this-test";

    @Test
    void the_file_starts_and_answers() throws Exception {
        Images.assumeEngine();
        Images.assumePresent(Images.named("prometheus"));
        var variables = Map.ofEntries(
                Map.entry("KAFKA_IMAGE", Images.named("kafka")),
                Map.entry("REGISTRY_IMAGE", Images.named("registry")),
                Map.entry("INKSTREAM_IMAGE", Images.named("inkstream")),
                Map.entry("PROMETHEUS_IMAGE", Images.named("prometheus")),
                Map.entry("INKSTREAM_PROFILE", "seed"),
                Map.entry("INKSTREAM_GATEWAY_TOKEN", TOKEN),
                Map.entry("KAFKA_PORT", "0"),
                Map.entry("REGISTRY_PORT", "0"),
                Map.entry("DASHBOARD_PORT", "0"),
                Map.entry("GATEWAY_PORT", "0"),
                Map.entry("PROMETHEUS_PORT", "0"));
        try (var compose = new Compose("inkstream-test", variables)) {
            // Grafana is the one image that cannot be made here; its dashboard is tested elsewhere.
            compose.succeed(
                    "up", "-d", "--scale", "generate=2", "train", "generate", "dashboard", "gateway", "prometheus");
            await().atMost(Containers.SOON).untilAsserted(() -> {
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

            await().atMost(Containers.SOON).untilAsserted(() -> {
                var reply = compose.run("run", "--rm", "-T", "prompt", "one hundred ", "--length", "20");
                assertThat(reply.out()).as(reply.err()).matches("(?s)one hundred [a-z ]{20}\\s*");
            });
            String prometheus = compose.succeed("port", "prometheus", "9090").strip();
            await().atMost(Containers.SOON).untilAsserted(() -> {
                var up = new ObjectMapper()
                        .readTree(get("http://" + prometheus + "/api/v1/query?query=up%7Bjob%3D%22inkstream%22%7D"));
                // The trainer, two generators, dashboard and gateway.
                assertThat(up.at("/data/result"))
                        .hasSize(5)
                        .allMatch(target -> target.at("/value/1").asText().equals("1"));
            });
            String dashboard = compose.succeed("port", "dashboard", "8080").strip();
            assertThat(get("http://" + dashboard + "/")).contains("Inkstream");
            String gateway = compose.succeed("port", "gateway", "8080").strip();
            assertThat(completion("http://" + gateway + "/v1/completions", "one hundred ", 20))
                    .matches("[a-z ]{20}");
        }
    }

    /** What the gateway writes after a text. */
    private static String completion(String address, String text, int length) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"prompt\": \"%s\", \"max_tokens\": %d}".formatted(text, length)))
                .build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new ObjectMapper()
                .readTree(response.body())
                .at("/choices/0/text")
                .asText();
    }

    private static String get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }
}
