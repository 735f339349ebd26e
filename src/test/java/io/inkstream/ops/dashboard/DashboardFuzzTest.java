package io.inkstream.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.config.Configuration;
import io.inkstream.http.AnyRequest;
import io.inkstream.http.RawHttp;
import io.inkstream.ops.dashboard.health.MetricsText;
import io.inkstream.ops.dashboard.prompts.PromptWriter;
import io.inkstream.schema.Prompt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;

/** Whatever is sent to the dashboard's prompts: an answer in JSON, and where it is wrong a sentence in our words. */
final class DashboardFuzzTest {

    private static final List<Prompt> WRITTEN = new ArrayList<>();

    private static Dashboard dashboard;
    private static int port;

    @BeforeContainer
    static void start() {
        var settings = Map.of(
                "dashboard.port", "0",
                "bootstrap.servers", "127.0.0.1:1",
                "kafka.reconnect.backoff.ms", "60000",
                "kafka.reconnect.backoff.max.ms", "60000");
        dashboard = new Dashboard(Configuration.load(settings, Map.of(), Optional.empty()), new PromptWriter() {
            @Override
            public void write(byte[] session, Prompt prompt) {
                WRITTEN.add(prompt);
            }

            @Override
            public void close() {}
        });
        port = Integer.parseInt(dashboard.address().replaceAll(".*:", ""));
    }

    @AfterContainer
    static void stop() {
        dashboard.close();
    }

    @Property(tries = 800, edgeCases = EdgeCasesMode.NONE)
    void every_answer_about_prompts_is_json_and_none_is_a_failure(@ForAll("requests") byte[] request) {
        var answer = RawHttp.send(port, request);
        String shown = new String(request, StandardCharsets.ISO_8859_1);
        Statistics.label("status").collect(answer.status()).coverage(coverage -> {
            coverage.check(200).percentage(share -> share > 5);
            coverage.check(400).percentage(share -> share > 5);
        });
        assertThat(answer.status()).as("%s: %s", shown, answer.body()).isNotIn(500, 503);
        if (shown.startsWith("HEAD ")) {
            return; // what follows its headers is of the next answer
        }
        if (answer.status() >= 400) {
            String error = answer.json().path("error").asText();
            assertThat(error).as(shown).isNotBlank().doesNotContain("Exception", "com.fasterxml", "io.inkstream");
            // Jackson quotes so; an error may quote a name of the request.
            assertThat(error.contains("`") && !shown.contains("`"))
                    .as(shown + error)
                    .isFalse();
        }
        if (answer.status() == 200 && shown.startsWith("POST /api/prompts HTTP/1.1")) {
            assertThat(answer.json().path("id").asText()).isNotBlank();
        }
    }

    @Provide
    static Arbitrary<byte[]> requests() {
        return AnyRequest.of(
                "/api/prompts",
                List.of("/health/live", "/api/nothing", "/"),
                List.of(
                        "{\"text\":\"public \",\"length\":20,\"temperature\":0.8,\"topK\":0,\"topP\":1}",
                        "{\"text\":\"é🦊\",\"session\":\"s\",\"model\":\"m\",\"seed\":\"-4\",\"stop\":\"x\",\"reset\":true}"));
    }

    @Example
    void figures_say_how_requests_ended_and_whether_the_topics_are_read() {
        String before = get("");
        assertThat(before)
                .contains("inkstream_dashboard_requests_total{outcome=\"cross_site\"}")
                .contains("inkstream_dashboard_reading{topic=\"model-checkpoints\"} 0.0")
                .contains("inkstream_dashboard_passed_over_total{topic=\"generated-text\"} 0.0")
                .contains("inkstream_dashboard_listeners 0.0");
        RawHttp.send(
                port, "GET /api/configuration HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        RawHttp.send(port, "POST /api/prompts HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        String after = get("");
        assertThat(requests(after, "answered")).isGreaterThan(requests(before, "answered"));
        assertThat(requests(after, "unsupported_media_type")).isGreaterThan(requests(before, "unsupported_media_type"));
        assertThat(get("Accept: application/openmetrics-text;version=1.0.0\r\n"))
                .endsWith("# EOF\n");
    }

    private static String get(String headers) {
        return RawHttp.send(
                        port,
                        ("GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                                .getBytes(StandardCharsets.US_ASCII))
                .body();
    }

    private static double requests(String figures, String outcome) {
        return MetricsText.figures(figures).get("inkstream_dashboard_requests_total{outcome=\"" + outcome + "\"}");
    }

    @Example
    void what_is_wrong_with_a_prompt_is_said_with_the_name_of_the_field() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("{\"text\":", "the body must be JSON"),
                Map.entry("null", "the body must be a JSON object"),
                Map.entry("[1]", "the body must be a JSON object"),
                Map.entry("", "the body must be a JSON object"),
                Map.entry("[".repeat(100_000), "the body must be JSON"),
                Map.entry("{}", "text must be a text: it is missing"),
                Map.entry("{\"text\":5}", "text must be a text: 5"),
                Map.entry("{\"text\":\"a\",\"length\":\"5\"}", "length must be a whole number from 1 to 200000: \"5\""),
                Map.entry("{\"text\":\"a\",\"topK\":1.5}", "topK must be a whole number"),
                Map.entry("{\"text\":\"a\",\"reset\":1}", "reset must be true or false: 1"),
                Map.entry("{\"text\":\"a\",\"seed\":\"x\"}", "seed must be a text of a whole number of 64 bits"),
                Map.entry("{\"text\":\"a\",\"nothing\":1}", "unknown parameter: nothing"),
                Map.entry("{\"text\":\"\\ud800\"}", "text must be whole characters"));
        wrong.forEach((body, sentence) -> {
            var answer = ask(body);
            assertThat(answer.status()).as(sentence).isEqualTo(400);
            assertThat(answer.json().path("error").asText()).contains(sentence);
        });
    }

    @Example
    void what_is_left_empty_is_not_given() {
        int before = WRITTEN.size();
        assertThat(ask("{\"text\":\"\",\"session\":\"\",\"model\":\"\",\"seed\":\"\",\"stop\":\"\"}")
                        .status())
                .isEqualTo(200);
        var prompt = WRITTEN.get(before);
        assertThat(prompt.getModel()).isNull();
        assertThat(prompt.getSeed()).isNull();
        assertThat(prompt.getStop()).isEmpty();
        assertThat(ask("{\"text\":\"a\",\"seed\":\"-9223372036854775808\"}").status())
                .isEqualTo(200);
    }

    private static RawHttp.Answer ask(String body) {
        return RawHttp.ask(
                port,
                RawHttp.request(
                        "POST /api/prompts HTTP/1.1",
                        "Host: localhost\r\nContent-Type: application/json\r\n",
                        body.getBytes(StandardCharsets.UTF_8)));
    }
}
