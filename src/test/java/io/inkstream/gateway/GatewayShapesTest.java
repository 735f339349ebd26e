package io.inkstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.config.Configuration;
import io.inkstream.http.RawHttp;
import io.inkstream.schema.DrawnId;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.LikelyId;
import io.inkstream.schema.Prompt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers as OpenAI's clients take them apart: several texts, scores, chats. */
final class GatewayShapesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEADERS = "Host: localhost\r\nContent-Type: application/json\r\n";

    private StubLine line;
    private Gateway gateway;

    @AfterEach
    void close() {
        gateway.close();
    }

    private void start(Map<String, String> settings, BiConsumer<Prompt, Exchange> answer) {
        line = new StubLine(answer);
        var all = new TreeMap<>(settings);
        all.put("gateway.port", "0");
        gateway = new Gateway(
                Configuration.load(all, Map.of(), Optional.empty()),
                configuration -> line,
                new StubModels(Map.of("default", Instant.ofEpochSecond(7))));
    }

    private RawHttp.Answer ask(String path, String body) {
        return RawHttp.ask(
                gateway.port(),
                RawHttp.request(
                        "POST " + path + " HTTP/1.1",
                        HEADERS,
                        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode complete(String body) {
        var answer = ask("/v1/completions", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<JsonNode> events(RawHttp.Answer answer) throws Exception {
        var events = new ArrayList<JsonNode>();
        for (String event : answer.body().lines().toList()) {
            if (event.startsWith("data: {")) {
                events.add(JSON.readTree(event.substring(6)));
            }
        }
        return events;
    }

    /** Each continuation says what it continues. */
    private static void echoing(Prompt prompt, Exchange exchange) {
        for (int index = 0; index < prompt.getCount(); index++) {
            exchange.add(StubLine.piece(exchange, index, 0, prompt.getText() + index)
                    .setId(prompt.getId())
                    .setCount(prompt.getCount())
                    .setPromptCharacters(prompt.getText().length())
                    .setLast(true)
                    .setFinishReason(FinishReason.LENGTH)
                    .build());
        }
    }

    @Test
    void continuations_of_the_first_text_come_first_whatever_was_answered_first() throws Exception {
        var waiting = new ArrayList<Runnable>();
        start(Map.of(), (prompt, exchange) -> {
            waiting.add(0, () -> echoing(prompt, exchange));
            if (waiting.size() == 3) {
                waiting.forEach(Runnable::run);
                waiting.clear();
            }
        });
        var whole = complete("{'prompt':['a','bb','ccc'],'n':2}");
        assertThat(whole.path("choices").findValuesAsText("text"))
                .containsExactly("a0", "a1", "bb0", "bb1", "ccc0", "ccc1");
        assertThat(whole.path("choices").findValuesAsText("index")).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(whole.at("/usage/prompt_tokens").asInt())
                .as("each text is read once")
                .isEqualTo(6);
        assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(2 * (2 + 3 + 4));
        assertThat(line.asked).extracting(asked -> asked.prompt().getId()).doesNotHaveDuplicates();

        var stream = ask(
                "/v1/completions",
                "{'prompt':['a','bb','ccc'],'n':2,'stream':true,'stream_options':{'include_usage':true}}");
        var texts = new TreeMap<Integer, String>();
        for (var event : events(stream)) {
            event.path("choices")
                    .forEach(choice -> texts.put(
                            choice.path("index").asInt(), choice.path("text").asText()));
        }
        assertThat(texts).isEqualTo(new TreeMap<>(Map.of(0, "a0", 1, "a1", 2, "bb0", 3, "bb1", 4, "ccc0", 5, "ccc1")));
        assertThat(stream.body()).endsWith("data: [DONE]\n\n").contains("\"prompt_tokens\":6");
    }

    @Test
    void one_text_that_is_refused_refuses_the_request_and_cancels_the_others() {
        start(Map.of(), (prompt, exchange) -> {
            if (prompt.getText().equals("bad")) {
                exchange.add(StubLine.piece(exchange, 0, 0, "")
                        .setId(prompt.getId())
                        .setLast(true)
                        .setFinishReason(FinishReason.ERROR)
                        .setErrorField("text")
                        .setError("text must be other")
                        .build());
            } else {
                echoing(prompt, exchange);
            }
        });
        var answer = ask("/v1/completions", "{'prompt':['a','bad']}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asText()).isEqualTo("prompt");
    }

    private static DrawnId drawn(int id, String text, double logprob) {
        return new DrawnId(id, text, logprob, List.of(new LikelyId(id, text, logprob)));
    }

    private static void scored(Prompt prompt, Exchange exchange, List<DrawnId> logprobs) {
        exchange.add(StubLine.piece(exchange, 0, 0, prompt.getText())
                .setId(prompt.getId())
                .setCharacters(0)
                .setLogprobs(logprobs)
                .setLast(true)
                .setFinishReason(FinishReason.LENGTH)
                .build());
    }

    @Test
    void a_scored_text_has_an_entry_for_each_character_and_the_first_has_no_probability() {
        start(
                Map.of(),
                (prompt, exchange) -> scored(prompt, exchange, List.of(drawn('b', "b", -0.5), drawn('c', "c", -1.5))));
        var logprobs = complete("{'prompt':'abc','max_tokens':0,'echo':true,'logprobs':1}")
                .at("/choices/0/logprobs");
        assertThat(logprobs.path("tokens").toString()).isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(logprobs.path("token_logprobs").toString()).isEqualTo("[null,-0.5,-1.5]");
        assertThat(logprobs.path("top_logprobs").toString()).isEqualTo("[null,{\"b\":-0.5},{\"c\":-1.5}]");
        assertThat(logprobs.path("text_offset").toString()).isEqualTo("[0,1,2]");
        assertThat(line.asked.peek().prompt().getLength()).isZero();
    }

    @Test
    void behind_a_session_the_first_character_has_one_too_and_of_a_long_character_each_byte_has_its_offset() {
        start(
                Map.of(),
                (prompt, exchange) -> scored(
                        prompt,
                        exchange,
                        prompt.getText().equals("ab")
                                ? List.of(drawn('a', "a", -1), drawn('b', "b", -1))
                                : prompt.getText().length() == 1
                                        ? List.of()
                                        : List.of(drawn(0xA9, "bytes:\\xa9", -1), drawn('x', "x", -2))));
        String score = "','max_tokens':0,'echo':true,'logprobs':1}";
        assertThat(complete("{'prompt':'ab" + score)
                        .at("/choices/0/logprobs/token_logprobs")
                        .toString())
                .isEqualTo("[-1.0,-1.0]");
        var accented = complete("{'prompt':'éx" + score).at("/choices/0/logprobs");
        assertThat(accented.path("tokens").toString()).isEqualTo("[\"bytes:\\\\xc3\",\"bytes:\\\\xa9\",\"x\"]");
        assertThat(accented.path("text_offset").toString()).isEqualTo("[0,0,1]");
        assertThat(complete("{'prompt':'a" + score)
                        .at("/choices/0/logprobs/token_logprobs")
                        .toString())
                .isEqualTo("[null]");
    }

    @Test
    void a_chat_is_a_transcript_that_is_continued_until_the_user_would_speak() throws Exception {
        start(
                Map.of("gateway.model.aliases", "gpt-4o=default"),
                (prompt, exchange) -> StubLine.whole(prompt, exchange, "Hello.", List.of()));
        String messages = "'messages':[{'role':'system','content':'Be short.'},"
                + "{'role':'user','content':[{'type':'text','text':'Hi'},{'type':'text','text':'!'}]}]";
        var answer = ask(
                "/v1/chat/completions",
                "{'model':'gpt-4o','user':'u','max_completion_tokens':9,'stop':['x']," + messages + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var asked = line.asked.peek();
        assertThat(asked.session()).as("a chat has all that was said in it").isNull();
        assertThat(asked.prompt().getText()).isEqualTo("system: Be short.\nuser: Hi!\nassistant: ");
        assertThat(asked.prompt().getStop()).containsExactly("x", "\nuser: ");
        assertThat(asked.prompt().getModel()).isEqualTo("default");
        assertThat(asked.prompt().getLength()).isEqualTo(9);
        var chat = answer.json();
        assertThat(chat.path("object").asText()).isEqualTo("chat.completion");
        assertThat(chat.at("/choices/0/message").toString())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"Hello.\"}");
        assertThat(chat.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(chat.at("/usage/total_tokens").asInt()).isPositive();

        var stream = ask("/v1/chat/completions", "{'stream':true," + messages + "}");
        assertThat(stream.status()).as(stream.body()).isEqualTo(200);
        var first = events(stream).get(0);
        assertThat(first.path("object").asText()).isEqualTo("chat.completion.chunk");
        assertThat(first.at("/choices/0/delta").toString())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"Hello.\"}");
        assertThat(first.at("/choices/0/message").isMissingNode()).isTrue();
        assertThat(stream.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void a_template_is_a_setting_and_what_a_chat_cannot_have_is_named() {
        start(
                Map.of("gateway.chat.template", "<{role}>\\n{content}</{role}>\\n".replace("</{role}>", "<end>")),
                (prompt, exchange) -> StubLine.whole(prompt, exchange, "b", List.of()));
        var templated = ask("/v1/chat/completions", "{'messages':[{'role':'user','content':'{role} a'}]}");
        assertThat(templated.status()).as(templated.body()).isEqualTo(200);
        assertThat(line.asked.peek().prompt().getText()).isEqualTo("<user>\n{role} a<end>\n<assistant>\n");
        for (String[] wrong : new String[][] {
            {"{}", "messages"},
            {"{'messages':[]}", "messages"},
            {"{'messages':[{'role':'tool','content':'a'}]}", "messages"},
            {"{'messages':[{'role':'user','content':[{'type':'image_url'}]}]}", "messages"},
            {"{'messages':[{'role':'user','content':'a'}],'tools':[]}", "tools"},
            {"{'messages':[{'role':'user','content':'a'}],'logprobs':true}", "logprobs"},
            {"{'messages':[{'role':'user','content':'a'}],'response_format':{'type':'json_object'}}", "response_format"
            },
            {"{'messages':[{'role':'user','content':'a'}],'max_tokens':0}", "max_tokens"},
        }) {
            var answer = ask("/v1/chat/completions", wrong[0]);
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.json().at("/error/param").asText()).as(wrong[0]).isEqualTo(wrong[1]);
        }
    }

    @Test
    void models_are_listed_with_the_other_names_that_they_have() {
        start(Map.of("gateway.model.aliases", "a/b=default,gone=nobody"), GatewayShapesTest::echoing);
        var all = get("/v1/models");
        assertThat(all.json().path("object").asText()).isEqualTo("list");
        assertThat(all.json().path("data").findValuesAsText("id")).containsExactly("a/b", "default");
        assertThat(get("/v1/models/a/b").json().toString())
                .isEqualTo("{\"id\":\"a/b\",\"object\":\"model\",\"created\":7,\"owned_by\":\"inkstream\"}");
        assertThat(get("/v1/models/default").status()).isEqualTo(200);
        var none = get("/v1/models/nobody");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().at("/error/code").asText()).isEqualTo("model_not_found");
    }

    private RawHttp.Answer get(String path) {
        return RawHttp.send(gateway.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    @Test
    void a_chat_needs_the_token_and_is_counted_too() {
        start(Map.of("gateway.token", "secret"), GatewayShapesTest::echoing);
        var answer = ask("/v1/chat/completions", "{'messages':[{'role':'user','content':'a'}]}");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(line.asked).isEmpty();
        var figures = RawHttp.send(gateway.port(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(figures.body()).contains("inkstream_gateway_requests_total{outcome=\"invalid_api_key\"} 1.0");
    }
}
