package io.inkstream.gateway;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.config.Configuration;
import io.inkstream.config.ConfigurationException;
import io.inkstream.schema.Prompt;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway as somebody runs it: stopping it with requests under way, its figures, who may ask and how. */
final class GatewayServiceTest {

    private static final int IN_FLIGHT = 50;
    private static final BiConsumer<Prompt, Exchange> NO_ANSWER = (prompt, exchange) -> {};
    private static final BiConsumer<Prompt, Exchange> AT_ONCE =
            (prompt, exchange) -> StubLine.whole(prompt, exchange, "text", List.of());

    private final HttpClient client = HttpClient.newHttpClient();
    private StubLine line;
    private Gateway gateway;

    @AfterEach
    void close() {
        gateway.close();
    }

    private void start(Map<String, String> settings, BiConsumer<Prompt, Exchange> answer) {
        line = new StubLine(answer);
        var all = new HashMap<>(settings);
        all.put("gateway.port", "0");
        gateway = new Gateway(
                Configuration.load(all, Map.of(), Optional.empty()), configuration -> line, StubModels.NONE);
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
    }

    private HttpRequest completion(String body) {
        return at("/v1/completions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }

    @Test
    void whoever_was_taken_is_answered_when_it_is_stopped_and_nobody_else_is_taken() throws Exception {
        start(Map.of("gateway.drain.ms", "600000"), NO_ANSWER);
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < IN_FLIGHT; i++) {
            String stream = i % 2 == 0 ? "" : ",\"stream\":true";
            answers.add(client.sendAsync(completion("{\"prompt\":\"a\"" + stream + "}"), BodyHandlers.ofString()));
        }
        patiently().until(() -> line.asked.size() == IN_FLIGHT);

        var stopped = CompletableFuture.runAsync(gateway::close);
        patiently().until(() -> send(at("/health/ready").build()).statusCode() == 503);
        assertThat(send(at("/health/ready").build()).body()).contains("\"draining\":true");
        assertThat(send(at("/health/live").build()).statusCode()).isEqualTo(200);
        var turnedAway = send(completion("{\"prompt\":\"b\"}"));
        assertThat(turnedAway.statusCode()).isEqualTo(503);
        assertThat(turnedAway.headers().firstValue("Retry-After")).contains("1");
        assertThat(turnedAway.body()).contains("\"code\":\"draining\"");
        assertThat(stopped).isNotDone();

        line.asked.forEach(asked -> StubLine.whole(asked.prompt(), asked.exchange(), "text", List.of()));
        for (int i = 0; i < IN_FLIGHT; i++) {
            var answer = answers.get(i).get();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"text\":\"text\"");
            if (i % 2 == 1) {
                assertThat(answer.body()).endsWith("[DONE]\n\n");
            }
        }
        patiently().until(stopped::isDone);
        assertThat(line.cancelled).isEmpty();
    }

    @Test
    void who_is_not_answered_in_that_time_is_told_so() throws Exception {
        start(Map.of("gateway.drain.ms", "1"), NO_ANSWER);
        var answer = client.sendAsync(completion("{\"prompt\":\"a\"}"), BodyHandlers.ofString());
        patiently().until(() -> line.asked.size() == 1);

        gateway.close();

        assertThat(answer.get().statusCode()).isEqualTo(503);
        assertThat(answer.get().body()).contains("the gateway is being stopped");
    }

    @Test
    void figures_say_how_requests_ended_and_are_there_before_the_first() throws Exception {
        start(Map.of("gateway.requests.max", "1"), (prompt, exchange) -> {
            if (!prompt.getText().equals("wait")) {
                AT_ONCE.accept(prompt, exchange);
            }
        });
        System.gc(); // what a gauge shows must not be collected
        String before = send(at("/metrics").build()).body();
        assertThat(before)
                .contains("inkstream_gateway_requests_total{outcome=\"answered\"} 0.0")
                .contains("inkstream_gateway_requests_total{outcome=\"busy\"} 0.0")
                .contains("inkstream_gateway_in_flight 0.0")
                .contains("inkstream_gateway_ready 1.0");

        send(completion("{\"prompt\":\"a\"}"));
        send(completion("{\"prompt\":\"a\",\"stream\":true}"));
        send(completion("{\"prompt\":1}"));
        var waiting = client.sendAsync(completion("{\"prompt\":\"wait\"}"), BodyHandlers.ofString());
        patiently().until(() -> line.asked.size() == 3);
        assertThat(send(completion("{\"prompt\":\"a\"}")).statusCode()).isEqualTo(429);
        var figures = send(at("/metrics").build());
        assertThat(figures.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        var open = send(at("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.3")
                .build());
        assertThat(open.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body())
                .contains("# TYPE inkstream_gateway_requests counter")
                .endsWith("# EOF\n");
        assertThat(figures.body())
                .contains("inkstream_gateway_requests_total{outcome=\"answered\"} 2.0")
                .contains("inkstream_gateway_requests_total{outcome=\"invalid\"} 1.0")
                .contains("inkstream_gateway_requests_total{outcome=\"busy\"} 1.0")
                .contains("inkstream_gateway_in_flight 1.0")
                .contains("inkstream_gateway_answer_seconds_count 2");
        var last = line.asked.stream().reduce((first, second) -> second).orElseThrow();
        StubLine.whole(last.prompt(), last.exchange(), "text", List.of());
        assertThat(waiting.get().statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_refused_before_it_begins_is_counted_by_its_reason() throws Exception {
        start(Map.of("gateway.token", "secret"), AT_ONCE);
        send(at("/v1/completions")
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(BodyPublishers.ofString("{\"prompt\":\"a\"}"))
                .build());
        send(at("/v1/completions").POST(BodyPublishers.ofString("a")).build());
        send(completion("{\"prompt\":\"a\"}"));
        send(at("/v1/completions").DELETE().build());
        assertThat(send(at("/metrics").build()).body())
                .contains("inkstream_gateway_requests_total{outcome=\"cross_site\"} 1.0")
                .contains("inkstream_gateway_requests_total{outcome=\"unsupported_media_type\"} 1.0")
                .contains("inkstream_gateway_requests_total{outcome=\"invalid_api_key\"} 1.0")
                .contains("inkstream_gateway_requests_total{outcome=\"invalid\"} 1.0")
                .contains("inkstream_gateway_requests_total{outcome=\"unknown_host\"} 0.0")
                .contains("inkstream_gateway_requests_total{outcome=\"answered\"} 0.0")
                .contains("inkstream_gateway_answer_seconds_count 0");
    }

    @Test
    void a_stream_whose_client_left_is_counted_as_cancelled() throws Exception {
        start(Map.of(), NO_ANSWER);
        String body = "{\"prompt\":\"a\",\"stream\":true}";
        try (var socket = new Socket("127.0.0.1", gateway.port())) {
            socket.getOutputStream()
                    .write(("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            patiently().until(() -> line.asked.size() == 1);
            var asked = line.asked.peek();
            asked.exchange().add(StubLine.piece(asked.exchange(), 0, 0, "text").build());
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.setSoLinger(true, 0);
        }
        patiently()
                .until(() -> send(at("/metrics").build())
                        .body()
                        .contains("inkstream_gateway_requests_total{outcome=\"cancelled\"} 1.0"));
        assertThat(line.cancelled).hasSize(1);
    }

    @Test
    void a_gateway_whose_line_has_failed_for_good_is_not_live() throws Exception {
        start(Map.of(), AT_ONCE);
        assertThat(send(at("/health/live").build()).statusCode()).isEqualTo(200);
        line.trouble = "replies can no longer be read: gone";
        var dead = send(at("/health/live").build());
        assertThat(dead.statusCode()).isEqualTo(503);
        assertThat(dead.body()).contains("\"ok\":false", "replies can no longer be read: gone");
    }

    @Test
    void pages_of_the_sites_that_are_named_may_ask_and_no_others() throws Exception {
        start(Map.of("gateway.token", "secret", "gateway.cors.origins", "https://app.example.com"), AT_ONCE);
        var preflight = send(fromPage("https://app.example.com")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://app.example.com");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .contains("authorization,content-type");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();

        var body = BodyPublishers.ofString("{\"prompt\":\"a\"}");
        var asked = send(fromPage("https://app.example.com")
                .header("Authorization", "Bearer secret")
                .header("Content-Type", "application/json")
                .POST(body)
                .build());
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).contains("https://app.example.com");
        assertThat(asked.headers().firstValue("Vary")).contains("Origin");
        assertThat(send(fromPage("https://app.example.com")
                                .header("Content-Type", "application/json")
                                .POST(body)
                                .build())
                        .statusCode())
                .isEqualTo(401);
        for (String other : List.of("https://evil.example", "http://app.example.com", "null")) {
            var refused = send(fromPage(other)
                    .header("Authorization", "Bearer secret")
                    .header("Content-Type", "application/json")
                    .POST(body)
                    .build());
            assertThat(refused.statusCode()).as(other).isEqualTo(403);
            assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                    .as(other)
                    .isEmpty();
        }
        assertThat(line.asked).hasSize(1);
    }

    private HttpRequest.Builder fromPage(String origin) {
        return at("/v1/completions").header("Origin", origin).header("Sec-Fetch-Site", "cross-site");
    }

    @Test
    void any_site_may_not_be_allowed_together_with_a_token() {
        start(Map.of("gateway.cors.origins", "*"), AT_ONCE);
        assertThatThrownBy(() -> start(Map.of("gateway.cors.origins", "*", "gateway.token", "secret"), AT_ONCE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("gateway.cors.origins must name the sites");
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer secret, 200",
        "bearer secret, 200",
        "BEARER secret, 200",
        "Basic secret, 401",
        "Bearer Secret, 401"
    })
    void a_scheme_is_named_in_any_case_and_a_token_in_its_own(String authorization, int status) throws Exception {
        start(Map.of("gateway.token", "secret"), AT_ONCE);
        var answer = send(at("/v1/completions")
                .header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .POST(BodyPublishers.ofString("{\"prompt\":\"a\"}"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void another_method_is_told_which_ones_there_are() throws Exception {
        start(Map.of(), AT_ONCE);
        var answer = send(at("/v1/completions").DELETE().build());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }
}
