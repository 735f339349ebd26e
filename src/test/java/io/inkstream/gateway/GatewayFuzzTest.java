package io.inkstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.config.Configuration;
import io.inkstream.http.AnyRequest;
import io.inkstream.http.RawHttp;
import io.inkstream.http.Refusal;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.Prompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;

/** Whatever is sent to the gateway, what comes back is no failure of its own and in its one shape. */
final class GatewayFuzzTest {

    private static final List<String> BODIES = List.of(
            "{\"prompt\":\"one \",\"max_tokens\":7}",
            "{\"prompt\":[\"é🦊\"],\"model\":\"m\",\"n\":2,\"best_of\":2,\"stop\":[\"a\"],\"seed\":-4,\"user\":\"u\"}",
            "{\"prompt\":\"fail\",\"stream\":true,\"temperature\":0.5,\"top_p\":0.9,\"logprobs\":5,\"logit_bias\":{}}",
            "{\"prompt\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"echo\":true,\"suffix\":\"\"}",
            "{\"prompt\":[\"a\",\"b\"],\"max_tokens\":0,\"echo\":true,\"logprobs\":1,\"metadata\":{},\"store\":true}",
            "{\"prompt\":[[97],[98,99]],\"stream\":true,\"n\":2}",
            "{\"prompt\":\"error\",\"presence_penalty\":0,\"policy\":\"pinned\",\"reset\":true,\"min_p\":0.5}");

    private static Gateway gateway;

    @BeforeContainer
    static void start() {
        var settings = Map.of("gateway.port", "0", "gateway.timeout.ms", "2000", "gateway.body.max.bytes", "200000");
        gateway = new Gateway(
                Configuration.load(settings, Map.of(), Optional.empty()),
                configuration -> new StubLine(GatewayFuzzTest::answer),
                StubModels.NONE);
    }

    private static void answer(Prompt prompt, Exchange exchange) {
        switch (prompt.getText()) {
            case "fail" -> exchange.fail(new Refusal(503, "away", null, "kafka"));
            case "error" ->
                exchange.add(StubLine.piece(exchange, 0, 0, "")
                        .setLast(true)
                        .setFinishReason(FinishReason.ERROR)
                        .setErrorField("text")
                        .setError("text must be other")
                        .build());
            default -> StubLine.whole(prompt, exchange, prompt.getEcho() ? prompt.getText() : "x", List.of());
        }
    }

    @AfterContainer
    static void stop() {
        gateway.close();
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void every_answer_is_json_or_events_and_none_is_a_500(@ForAll("requests") byte[] request) {
        var answer = RawHttp.send(gateway.port(), request);
        Statistics.label("status").collect(answer.status()).coverage(coverage -> {
            coverage.check(200).percentage(share -> share > 5);
            coverage.check(400).percentage(share -> share > 5);
        });
        assertThat(answer.status()).as(answer.body()).isNotEqualTo(500);
        if (shown(request).startsWith("HEAD ")) {
            return; // what follows its headers is of the next answer
        }
        String type = answer.headers().getOrDefault("content-type", "");
        if (answer.body().isEmpty()) {
            assertThat(answer.status())
                    .as("%s %s", answer, shown(request))
                    .isIn(0, 101, 204, 304); // a connection that is closed, and what HTTP gives no body
        } else if (type.startsWith("text/event-stream")) {
            assertThat(lastEvent(answer.body())).matches(end -> end.equals("[DONE]") || isError(end));
        } else {
            assertThat(type).as(answer.body()).startsWith("application/json");
            assertThat(answer.status() < 400 || isError(answer.body()))
                    .as(answer.body())
                    .isTrue();
        }
    }

    private static String shown(byte[] request) {
        return new String(request, StandardCharsets.ISO_8859_1);
    }

    private static String lastEvent(String body) {
        var events = body.lines().filter(line -> line.startsWith("data: ")).toList();
        return events.get(events.size() - 1).substring(6);
    }

    /** Whether it has what OpenAI's errors have. */
    private static boolean isError(String body) {
        try {
            var error = new ObjectMapper().readTree(body).path("error");
            return !error.path("message").asText().isBlank()
                    && error.path("type").isTextual()
                    && error.has("param")
                    && error.has("code");
        } catch (IOException e) {
            return false;
        }
    }

    @Provide
    static Arbitrary<byte[]> requests() {
        return AnyRequest.of("/v1/completions", List.of("/health", "/health/live", "/v1/nothing"), BODIES);
    }
}
