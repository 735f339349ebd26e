package io.inkstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Configuration;
import io.inkstream.http.tls.TestCertificate;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway over HTTPS, as its settings ask for it. */
final class GatewayTlsTest {

    @TempDir
    private Path folder;

    private static Gateway start(Map<String, String> tls) {
        var settings = new HashMap<>(tls);
        settings.put("gateway.port", "0");
        settings.put("gateway.drain.ms", "0");
        return new Gateway(
                Configuration.load(settings, Map.of(), Optional.empty()),
                configuration ->
                        new StubLine((prompt, exchange) -> StubLine.whole(prompt, exchange, "text", List.of())),
                StubModels.NONE);
    }

    @Test
    void completions_are_answered_over_https_at_the_address_that_is_said() throws Exception {
        var made = TestCertificate.make(folder, "gateway");
        try (var gateway = start(made.settings("gateway.tls."))) {
            assertThat(gateway.address()).isEqualTo("https://127.0.0.1:" + gateway.port() + "/v1/completions");
            var answer = made.client()
                    .send(
                            HttpRequest.newBuilder(URI.create(gateway.address()))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\"}"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"text\":\"text\"");
        }
    }

    @Test
    void it_does_not_start_with_the_key_of_another() throws Exception {
        var made = TestCertificate.make(folder, "gateway");
        var other = TestCertificate.make(folder, "other");
        var settings = new HashMap<>(made.settings("gateway.tls."));
        settings.put("gateway.tls.key", other.key().toString());
        assertThatThrownBy(() -> start(settings))
                .hasMessageContainingAll("gateway.tls.key=" + other.key(), "CN=gateway");
    }
}
