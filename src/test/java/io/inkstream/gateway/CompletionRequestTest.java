package io.inkstream.gateway;

import static com.fasterxml.jackson.databind.node.JsonNodeType.ARRAY;
import static com.fasterxml.jackson.databind.node.JsonNodeType.BOOLEAN;
import static com.fasterxml.jackson.databind.node.JsonNodeType.NUMBER;
import static com.fasterxml.jackson.databind.node.JsonNodeType.OBJECT;
import static com.fasterxml.jackson.databind.node.JsonNodeType.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.inkstream.http.Refusal;
import io.inkstream.schema.Experts;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.serde.TrustedSchemas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompletionRequestTest {

    static {
        TrustedSchemas.trust();
    }

    private static final ModelNames MODELS = new ModelNames(Map.of("gpt-3.5-turbo-instruct", "other", "a/b:c", "m"));

    @Test
    void what_is_not_given_is_as_openai_has_it() {
        var request = read("{'prompt':'one '}");
        assertThat(request.user()).isNull();
        assertThat(request.usage()).isFalse();
        var prompt = request.prompt();
        assertThat(prompt.getText()).isEqualTo("one ");
        assertThat(prompt.getLength()).isEqualTo(16);
        assertThat(prompt.getTemperature()).isEqualTo(1);
        assertThat(prompt.getCount()).isEqualTo(1);
        assertThat(prompt.getLogprobs()).isZero();
        assertThat(prompt.getStream()).isFalse();
        assertThat(prompt.getModel()).isNull();
    }

    @Test
    void every_parameter_becomes_its_field() {
        var request = read("{'prompt':['é'],'model':'m','max_tokens':7,'min_tokens':2,'temperature':0.5,'top_p':0.9,"
                + "'top_k':3,'min_p':0.1,'n':2,'best_of':2,'stream':true,'stream_options':{'include_usage':true},"
                + "'logprobs':5,'stop':['a','b'],'seed':-4,'user':'u','repetition_penalty':1.2,"
                + "'repetition_window':9,'reset':true,'policy':'pinned','experts':'network','presence_penalty':0,'frequency_penalty':0.0,"
                + "'logit_bias':{},'suffix':null}");
        assertThat(request.user()).isEqualTo("u");
        assertThat(request.usage()).isTrue();
        var prompt = request.prompt();
        assertThat(prompt.getText()).isEqualTo("é");
        assertThat(prompt.getModel()).isEqualTo("m");
        assertThat(prompt.getLength()).isEqualTo(7);
        assertThat(prompt.getMinLength()).isEqualTo(2);
        assertThat(prompt.getTemperature()).isEqualTo(0.5);
        assertThat(prompt.getTopP()).isEqualTo(0.9);
        assertThat(prompt.getTopK()).isEqualTo(3);
        assertThat(prompt.getMinP()).isEqualTo(0.1);
        assertThat(prompt.getCount()).isEqualTo(2);
        assertThat(prompt.getStream()).isTrue();
        assertThat(prompt.getLogprobs()).isEqualTo(5);
        assertThat(read("{'prompt':'a','echo':true}").prompt().getEcho()).isTrue();
        assertThat(prompt.getStop()).containsExactly("a", "b");
        assertThat(prompt.getSeed()).isEqualTo(-4);
        assertThat(prompt.getRepetitionPenalty()).isEqualTo(1.2);
        assertThat(prompt.getRepetitionWindow()).isEqualTo(9);
        assertThat(prompt.getExperts()).isEqualTo(Experts.NETWORK);
        assertThat(prompt.getReset()).isTrue();
        assertThat(prompt.getPolicy()).isEqualTo(SessionPolicy.PINNED);
    }

    @Test
    void several_texts_are_as_many_prompts_and_tokens_are_characters() {
        assertThat(read("{'prompt':['a','b'],'n':2}").prompts())
                .extracting(prompt -> prompt.getText() + prompt.getCount())
                .containsExactly("a2", "b2");
        assertThat(read("{'prompt':[97,233,129418]}").texts()).containsExactly("aé🦊");
        assertThat(read("{'prompt':[[97],[98,99]]}").texts()).containsExactly("a", "bc");
    }

    @Test
    void a_text_is_scored_with_no_tokens_to_write_and_what_openai_keeps_is_passed_over() {
        var scored = read("{'prompt':'a','max_tokens':0,'echo':true,'logprobs':0,'metadata':{'a':'b'},'store':true}")
                .prompt();
        assertThat(scored.getLength()).isZero();
        assertThat(scored.getLogprobs()).isEqualTo(1);
        assertThat(scored.getEcho()).isTrue();
    }

    @Test
    void the_best_of_one_is_the_one_that_there_is() {
        assertThat(read("{'prompt':'a','best_of':1}").prompt().getCount()).isEqualTo(1);
    }

    @Test
    void an_alias_is_the_model_that_it_stands_for() {
        assertThat(read("{'prompt':'a','model':'gpt-3.5-turbo-instruct'}")
                        .prompt()
                        .getModel())
                .isEqualTo("other");
        assertThat(read("{'prompt':'a','model':'a/b:c'}").prompt().getModel()).isEqualTo("m");
    }

    @Test
    void an_empty_user_is_no_session() {
        assertThat(read("{'prompt':'a','user':''}").user()).isNull();
        assertThat(read("{'prompt':'a','user':null}").user()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                    |                   | the body must be a JSON object",
                "''                                    |                   | the body must be a JSON object",
                "null                                  |                   | the body must be a JSON object",
                "{'prompt':                            |                   | the body must be JSON",
                "{'prompt':'a'} {}                     |                   | the body must be JSON",
                "{'prompt':'a','prompt':'b'}           |                   | the body must be JSON",
                "{'prompt':'a','temprature':1}         | temprature        | unknown parameter: temprature",
                "{}                                    | prompt            | prompt must be a text, a list",
                "{'prompt':null}                       | prompt            | prompt must be a text, a list",
                "{'prompt':[]}                         | prompt            | prompt must be a text, a list",
                "{'prompt':[1,-2]}                     | prompt            | or tokens, which are Unicode code points",
                "{'prompt':[55296]}                    | prompt            | or tokens, which are Unicode code points",
                "{'prompt':['a',[98]]}                 | prompt            | prompt must be a text, a list",
                "{'prompt':['a','b'],'user':'u'}       | prompt            | one text where user names a session: there are 2",
                "{'prompt':'a','max_tokens':0}         | max_tokens        | or 0 with echo and logprobs, which scores the",
                "{'prompt':'a','max_tokens':0,'echo':true} | max_tokens    | or 0 with echo and logprobs, which scores the",
                "{'prompt':'a','metadata':1}           | metadata          | metadata must be an object",
                "{'prompt':'a','model':'x/y'}          | model             | or one of gateway.model.aliases",
                "{'prompt':'a','max_tokens':'7'}       | max_tokens        | a whole number from 0 to 200000: \"7\"",
                "{'prompt':'a','max_tokens':1e30}      | max_tokens        | max_tokens must be a whole number",
                "{'prompt':'a','max_tokens':99999999999999999999} | max_tokens | max_tokens must be a whole number",
                "{'prompt':'a','n':1.5}                | n                 | n must be a whole number from 1 to 16: 1.5",
                "{'prompt':'a','n':17}                 | n                 | n must be a whole number from 1 to 16: 17",
                "{'prompt':'a','temperature':true}     | temperature       | temperature must be a number from 0 to 100",
                "{'prompt':'a','temperature':1e400}    | temperature       | temperature must be a number from 0 to 100",
                "{'prompt':'a','top_p':0}              | top_p             | top_p must be a number above 0, up to 1: 0",
                "{'prompt':'a','stream':'yes'}         | stream            | stream must be true or false",
                "{'prompt':'a','stop':[1]}             | stop              | stop must be a text or a list of texts",
                "{'prompt':'a','stop':['']}            | stop              | 1 to 100 characters each",
                "{'prompt':'a','seed':1.5}             | seed              | seed must be a whole number",
                "{'prompt':'a','user':1}               | user              | user must be a text of at most 16384 bytes: 1",
                "{'prompt':'a','model':''}             | model             | model must be the name of a model",
                "{'prompt':'a','policy':'x'}           | policy            | one of carry, reprime, pinned: \"x\"",
                "{'prompt':'a','experts':'none'}       | experts           | one of all, network: \"none\"",
                "{'prompt':'a','presence_penalty':1}   | presence_penalty  | 0; there is repetition_penalty: 1",
                "{'prompt':'a','presence_penalty':'0'} | presence_penalty  | presence_penalty must be 0",
                "{'prompt':'a','logit_bias':{'5':1}}   | logit_bias        | logit_bias must be an empty object",
                "{'prompt':'a','logit_bias':5}         | logit_bias        | logit_bias must be an empty object",
                "{'prompt':'a','suffix':{}}            | suffix            | suffix must be empty",
                "{'prompt':'a','best_of':3}            | best_of           | the same as n: 3",
                "{'prompt':'a','best_of':1.5}          | best_of           | best_of must be a whole number",
                "{'prompt':'a','logprobs':-1}          | logprobs          | logprobs must be a whole number from 0 to 20",
                "{'prompt':'a','stream_options':'x'}   | stream_options    | stream_options must be an object",
                "{'prompt':'a','stream_options':{'include_usage':'yes'}} | stream_options | include_usage must be true or",
                "{'prompt':'a','stream_options':{'x':1}} | stream_options  | unknown parameter: x",
                "{'prompt':'\\ud800'}                 | prompt            | prompt must be whole characters",
                "{'prompt':'a','stop':['\\udc00\\ud800']} | stop          | stop must be whole characters",
                "{'prompt':'a','logit_bias':{'\\ud800':1}} |               | the body must be JSON",
                "{'prompt':'a','\\ud800':1}           |                   | the body must be JSON",
            })
    void what_is_wrong_is_named(String body, String param, String message) {
        var refusal = catchThrowableOfType(Refusal.class, () -> read(body.equals("''") ? "" : body));
        assertThat(refusal).hasMessageContaining(message);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.param()).isEqualTo(param);
    }

    @Test
    void what_is_deep_or_not_utf_8_is_refused_in_our_words() {
        for (byte[] body : List.of(
                bytes("[".repeat(100_000)),
                bytes("{\"prompt\":" + "[".repeat(100_000)),
                bytes("{\"seed\":" + "9".repeat(100_000) + "}"),
                new byte[] {'{', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '}'},
                new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'})) {
            var refusal = catchThrowableOfType(Refusal.class, () -> CompletionRequest.read(body, MODELS));
            assertThat(refusal).hasMessageContaining("the body must be JSON");
            assertThat(refusal.getMessage()).doesNotContain("com.", "Stream", "Exception", "`");
        }
    }

    /** What OpenAI's reference, and that of the servers whose further names are ours, has for each parameter. */
    private static final Map<String, Set<JsonNodeType>> TYPES = Map.ofEntries(
            Map.entry("prompt", EnumSet.of(STRING, ARRAY)),
            Map.entry("model", EnumSet.of(STRING)),
            Map.entry("user", EnumSet.of(STRING)),
            Map.entry("suffix", EnumSet.of(STRING)),
            Map.entry("policy", EnumSet.of(STRING)),
            Map.entry("stop", EnumSet.of(STRING, ARRAY)),
            Map.entry("echo", EnumSet.of(BOOLEAN)),
            Map.entry("stream", EnumSet.of(BOOLEAN)),
            Map.entry("reset", EnumSet.of(BOOLEAN)),
            Map.entry("stream_options", EnumSet.of(OBJECT)),
            Map.entry("logit_bias", EnumSet.of(OBJECT)),
            Map.entry("max_tokens", EnumSet.of(NUMBER)),
            Map.entry("min_tokens", EnumSet.of(NUMBER)),
            Map.entry("temperature", EnumSet.of(NUMBER)),
            Map.entry("top_p", EnumSet.of(NUMBER)),
            Map.entry("top_k", EnumSet.of(NUMBER)),
            Map.entry("min_p", EnumSet.of(NUMBER)),
            Map.entry("typical_p", EnumSet.of(NUMBER)),
            Map.entry("xtc_probability", EnumSet.of(NUMBER)),
            Map.entry("xtc_threshold", EnumSet.of(NUMBER)),
            Map.entry("copy_max", EnumSet.of(NUMBER)),
            Map.entry("experts", EnumSet.of(STRING)),
            Map.entry("adapt", EnumSet.of(STRING)),
            Map.entry("n", EnumSet.of(NUMBER)),
            Map.entry("best_of", EnumSet.of(NUMBER)),
            Map.entry("logprobs", EnumSet.of(NUMBER)),
            Map.entry("metadata", EnumSet.of(OBJECT)),
            Map.entry("store", EnumSet.of(BOOLEAN)),
            Map.entry("seed", EnumSet.of(NUMBER)),
            Map.entry("presence_penalty", EnumSet.of(NUMBER)),
            Map.entry("frequency_penalty", EnumSet.of(NUMBER)),
            Map.entry("repetition_penalty", EnumSet.of(NUMBER)),
            Map.entry("repetition_window", EnumSet.of(NUMBER)));

    private static final Map<JsonNodeType, List<String>> VALUES = Map.of(
            STRING, List.of("\"\"", "\"0\"", "\"true\"", "\"{}\""),
            NUMBER, List.of("0", "1", "-1", "1.5", "1e300", "-1e-300", "123456789012345678901234567890"),
            BOOLEAN, List.of("true", "false"),
            OBJECT, List.of("{}", "{\"include_usage\":1}", "{\"a\":{}}"),
            ARRAY, List.of("[]", "[1]", "[null]", "[[]]", "[\"a\",1]"));

    @Test
    void a_value_of_another_type_is_refused_by_the_name_of_each_parameter() {
        assertThat(CompletionRequest.FIELDS.names()).isEqualTo(TYPES.keySet());
        TYPES.forEach((name, types) -> VALUES.forEach((type, values) -> values.stream()
                .filter(value -> !types.contains(type))
                .forEach(value -> {
                    String body = name.equals("prompt")
                            ? "{\"prompt\":" + value + "}"
                            : "{\"prompt\":\"a\",\"" + name + "\":" + value + "}";
                    var refusal =
                            catchThrowableOfType(Refusal.class, () -> CompletionRequest.read(bytes(body), MODELS));
                    assertThat(refusal).as(body).isNotNull();
                    assertThat(refusal.param()).as(body).isEqualTo(name);
                    assertThat(refusal.getMessage()).startsWith(name + " must be ");
                })));
    }

    @Test
    void every_parameter_is_in_the_documentation() throws Exception {
        assertThat(CompletionRequest.FIELDS.names())
                .allSatisfy(name ->
                        assertThat(Files.readString(Path.of("docs/http.md"))).contains("`" + name + "`"));
    }

    private static CompletionRequest read(String json) {
        return CompletionRequest.read(bytes(json.replace('\'', '"')), MODELS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
