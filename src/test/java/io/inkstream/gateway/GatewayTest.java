package io.inkstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.config.Configuration;
import io.inkstream.http.RawHttp;
import io.inkstream.http.Refusal;
import io.inkstream.schema.DrawnId;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.Prompt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway over a line that answers as a test wants. */
final class GatewayTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Refusal AWAY = new Refusal(503, "the brokers are away", null, "kafka");
    private static final String HEADERS = "Host: localhost\r\nContent-Type: application/json\r\n";

    private StubLine line;
    private Gateway gateway;

    @AfterEach
    void close() {
        gateway.close();
    }

    private void start(BiConsumer<Prompt, Exchange> answer) {
        start(600_000, answer);
    }

    private void start(int timeoutMillis, BiConsumer<Prompt, Exchange> answer) {
        line = new StubLine(answer);
        var settings = Map.of("gateway.port", "0", "gateway.timeout.ms", "" + timeoutMillis, "gateway.drain.ms", "0");
        gateway = new Gateway(
                Configuration.load(settings, Map.of(), Optional.empty()), configuration -> line, StubModels.NONE);
    }

    @Test
    void each_piece_arrives_when_it_is_written() throws IOException {
        start((prompt, exchange) -> {});
        try (var socket = asked("{\"prompt\":\"a\",\"stream\":true}");
                var lines = lines(socket)) {
            var exchange = exchange();
            for (int piece = 0; piece < 5; piece++) {
                exchange.add(StubLine.piece(exchange, 0, piece, "text " + piece).build());
                assertThat(next(lines)).contains("\"text\":\"text " + piece + "\"");
            }
            exchange.add(StubLine.piece(exchange, 0, 5, "end")
                    .setLast(true)
                    .setFinishReason(FinishReason.LENGTH)
                    .build());
            assertThat(next(lines)).contains("\"text\":\"end\"", "\"finish_reason\":\"length\"");
            assertThat(next(lines)).isEqualTo("[DONE]");
        }
        assertThat(line.cancelled).isEmpty();
    }

    @Test
    void a_stream_has_no_length_and_is_not_kept_by_those_between() {
        start((prompt, exchange) -> StubLine.whole(prompt, exchange, "text", List.of()));
        var answer = ask("{\"prompt\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        assertThat(answer.headers())
                .doesNotContainKey("content-length")
                .containsEntry("cache-control", "no-cache")
                .hasEntrySatisfying("content-type", type -> assertThat(type).startsWith("text/event-stream"));
        var events = events(answer);
        assertThat(events).hasSize(3);
        assertThat(json(events.get(1)).at("/usage/total_tokens").asInt()).isEqualTo(5);
        assertThat(events.get(2)).isEqualTo("[DONE]");
    }

    @ParameterizedTest
    @CsvSource({
        "refused by the generator, 400, temperature",
        "cancelled, 409,",
        "the brokers are away, 503,",
        "not answered in time, 504,",
        "the gateway is being stopped, 503,"
    })
    void a_stream_that_was_begun_and_has_no_end_says_so_in_an_event(String how, int status, String param)
            throws IOException {
        start(
                how.contains("in time") ? 2500 : 600_000,
                (prompt, exchange) ->
                        exchange.add(StubLine.piece(exchange, 0, 0, "begun").build()));
        try (var socket = asked("{\"prompt\":\"a\",\"stream\":true}");
                var lines = lines(socket)) {
            var exchange = exchange();
            assertThat(next(lines)).contains("begun");
            var end = StubLine.piece(exchange, 0, 1, "").setLast(true);
            switch (how.split(" ")[0]) {
                case "refused" ->
                    exchange.add(end.setFinishReason(FinishReason.ERROR)
                            .setErrorField("temperature")
                            .setError("temperature must be less")
                            .build());
                case "cancelled" ->
                    exchange.add(end.setFinishReason(FinishReason.CANCELLED).build());
                case "the" -> {
                    if (how.contains("brokers")) {
                        exchange.fail(AWAY);
                    } else {
                        gateway.close();
                    }
                }
                default -> assertThat(how).contains("in time");
            }
            var error = json(next(lines)).path("error");
            assertThat(error.path("message").asText()).isNotBlank();
            assertThat(error.path("param").asText(null)).isEqualTo(param);
            assertThat(error.path("type").asText()).isEqualTo(status == 400 ? "invalid_request_error" : "server_error");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void a_client_that_leaves_takes_its_prompt_along(boolean stream, boolean begun) throws IOException {
        start((prompt, exchange) -> {
            if (begun) {
                exchange.add(StubLine.piece(exchange, 0, 0, "begun").build());
            }
        });
        var socket = asked("{\"prompt\":\"a\",\"stream\":" + stream + "}");
        String id = exchange().id();
        socket.close();
        await().atMost(SOON).untilAsserted(() -> assertThat(line.cancelled).containsExactly(id));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_prompt_that_cannot_be_written_is_refused_with_the_reason_and_nothing_is_cancelled(boolean stream) {
        var reasons = List.of(AWAY, new Refusal(413, "the prompt is too large", "prompt", "prompt_too_large"));
        for (var reason : reasons) {
            start((prompt, exchange) -> exchange.fail(reason));
            var answer = ask("{\"prompt\":\"a\",\"stream\":" + stream + "}");
            assertThat(answer.status()).isEqualTo(reason.status());
            assertThat(answer.json().at("/error/message").asText()).isEqualTo(reason.getMessage());
            assertThat(answer.json().at("/error/param").asText(null)).isEqualTo(reason.param());
            assertThat(answer.json().at("/error/code").asText()).isEqualTo(reason.code());
            assertThat(line.cancelled).isEmpty();
            gateway.close();
        }
    }

    @Test
    void a_prompt_that_no_broker_has_taken_in_time_says_that_and_not_that_no_generator_runs() {
        start(1000, (prompt, exchange) -> {
            if (prompt.getText().equals("written")) {
                exchange.written();
            }
        });
        for (String stream : List.of("true", "false")) {
            var unwritten = ask("{\"prompt\":\"a\",\"stream\":" + stream + "}");
            assertThat(unwritten.status()).isEqualTo(503);
            assertThat(unwritten.json().at("/error/message").asText()).contains("could not be written", "1000");
        }
        var written = ask("{\"prompt\":\"written\"}");
        assertThat(written.status()).isEqualTo(504);
        assertThat(written.json().at("/error/message").asText())
                .contains("gateway.timeout.ms=1000", "is there a model?");
        assertThat(line.cancelled).hasSize(3);
    }

    @Test
    void a_body_that_is_not_as_it_was_announced_is_a_bad_request() {
        start((prompt, exchange) -> StubLine.whole(prompt, exchange, "text", List.of()));
        String chunked = "POST /v1/completions HTTP/1.1\r\n" + HEADERS + "Transfer-Encoding: chunked\r\n\r\n";
        String good = "{\"prompt\":\"a\"}";
        for (String body : List.of(
                "zz\r\n" + good,
                "5\r\n" + good,
                "d\r\n" + good + "x\r\n",
                "ffffffffffffffffff\r\n" + good,
                "-1\r\n",
                "d\r\n" + good + "\r\n",
                "")) {
            var answer = RawHttp.send(gateway.port(), chunked + body);
            assertThat(answer.status()).as("%s: %s", body, answer.body()).isEqualTo(400);
            assertThat(answer.json().at("/error/message").asText()).isNotBlank();
        }
        assertThat(RawHttp.send(gateway.port(), chunked + "e\r\n" + good + "\r\n0\r\n\r\n")
                        .status())
                .isEqualTo(200);
        var cut = RawHttp.send(
                gateway.port(), "POST /v1/completions HTTP/1.1\r\n" + HEADERS + "Content-Length: 99\r\n\r\n" + good);
        assertThat(cut.status()).isEqualTo(400);
        assertThat(cut.json().at("/error/message").asText()).contains("ends early");
    }

    @Test
    void offsets_count_the_characters_that_usage_counts() {
        // Of a fox, four bytes, and an e with an accent, two, each byte is where its character is.
        var drawn = List.of(0xF0, 0x9F, 0xA6, 0x8A, 0xC3, 0xA9, 0x61).stream()
                .map(id -> new DrawnId(id, "", -1.0, List.of()))
                .toList();
        start((prompt, exchange) -> {
            exchange.add(
                    StubLine.piece(exchange, 0, 0, "🦊éa").setLogprobs(drawn).build());
            exchange.add(StubLine.piece(exchange, 0, 1, "🦊éa")
                    .setLogprobs(drawn)
                    .setCharacters(6)
                    .setLast(true)
                    .setFinishReason(FinishReason.LENGTH)
                    .build());
        });
        var offsets = new ArrayList<Integer>();
        var answer = ask(
                "{\"prompt\":\"a\",\"stream\":true,\"logprobs\":1," + "\"stream_options\":{\"include_usage\":true}}");
        int completion = 0;
        for (String event : events(answer)) {
            if (!event.equals("[DONE]")) {
                StreamSupport.stream(
                                json(event)
                                        .at("/choices/0/logprobs/text_offset")
                                        .spliterator(),
                                false)
                        .forEach(offset -> offsets.add(offset.asInt()));
                completion = json(event).at("/usage/completion_tokens").asInt(completion);
            }
        }
        assertThat(offsets).containsExactly(0, 0, 0, 0, 1, 1, 2, 3, 3, 3, 3, 4, 4, 5);
        assertThat(completion).isEqualTo(6);
    }

    @Test
    void those_who_name_no_user_share_no_session() {
        start((prompt, exchange) -> StubLine.whole(prompt, exchange, "text", List.of()));
        ask("{\"prompt\":\"a\",\"user\":\"\"}");
        ask("{\"prompt\":\"a\",\"user\":null}");
        ask("{\"prompt\":\"a\",\"user\":\"me\"}");
        assertThat(line.asked).extracting(StubLine.Asked::session).containsExactly(null, null, "me");
    }

    private Exchange exchange() {
        await().atMost(SOON).until(() -> !line.asked.isEmpty());
        return line.asked.peek().exchange();
    }

    private RawHttp.Answer ask(String body) {
        return RawHttp.ask(
                gateway.port(),
                RawHttp.request("POST /v1/completions HTTP/1.1", HEADERS, body.getBytes(StandardCharsets.UTF_8)));
    }

    private Socket asked(String body) throws IOException {
        var socket = new Socket("127.0.0.1", gateway.port());
        socket.setSoTimeout((int) SOON.toMillis());
        socket.getOutputStream()
                .write(RawHttp.request(
                        "POST /v1/completions HTTP/1.1", HEADERS, body.getBytes(StandardCharsets.UTF_8)));
        return socket;
    }

    private static BufferedReader lines(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The data of the next event. */
    private static String next(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data: ")) {
                return line.substring(6);
            }
        }
        throw new AssertionError("the stream ended without a further event");
    }

    private static List<String> events(RawHttp.Answer answer) {
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
