package io.inkstream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inkstream.http.Refusal;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.serde.TrustedSchemas;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompletionRequestTest {

    static {
        TrustedSchemas.trust();
    }

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
                + "'logprobs':5,'echo':true,'stop':['a','b'],'seed':-4,'user':'u','repetition_penalty':1.2,"
                + "'repetition_window':9,'reset':true,'policy':'pinned','presence_penalty':0,'frequency_penalty':0.0,"
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
        assertThat(prompt.getEcho()).isTrue();
        assertThat(prompt.getStop()).containsExactly("a", "b");
        assertThat(prompt.getSeed()).isEqualTo(-4);
        assertThat(prompt.getRepetitionPenalty()).isEqualTo(1.2);
        assertThat(prompt.getRepetitionWindow()).isEqualTo(9);
        assertThat(prompt.getReset()).isTrue();
        assertThat(prompt.getPolicy()).isEqualTo(SessionPolicy.PINNED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                    |                   | the body must be a JSON object",
                "''                                    |                   | the body must be a JSON object",
                "{'prompt':                            |                   | the body must be JSON",
                "{'prompt':'a'} {}                     |                   | the body must be JSON",
                "{'prompt':'a','prompt':'b'}           |                   | the body must be JSON",
                "{'prompt':'a','temprature':1}         | temprature        | unknown parameter: temprature",
                "{}                                    | prompt            | prompt must be one text",
                "{'prompt':[1,2]}                      | prompt            | prompt must be one text",
                "{'prompt':['a','b']}                  | prompt            | send several in requests of their own",
                "{'prompt':'a','max_tokens':'7'}       | max_tokens        | max_tokens must be a whole number",
                "{'prompt':'a','max_tokens':1e30}      | max_tokens        | max_tokens must be a whole number",
                "{'prompt':'a','n':1.5}                | n                 | n must be a whole number: 1.5",
                "{'prompt':'a','temperature':true}     | temperature       | temperature must be a number: true",
                "{'prompt':'a','stream':'yes'}         | stream            | stream must be true or false",
                "{'prompt':'a','stop':[1]}             | stop              | stop must be a text or a list of texts",
                "{'prompt':'a','seed':1.5}             | seed              | seed must be a whole number",
                "{'prompt':'a','user':1}               | user              | user must be a text: 1",
                "{'prompt':'a','policy':'x'}           | policy            | one of carry, reprime, pinned: x",
                "{'prompt':'a','presence_penalty':1}   | presence_penalty  | use repetition_penalty: 1",
                "{'prompt':'a','logit_bias':{'5':1}}   | logit_bias        | logit_bias must be empty",
                "{'prompt':'a','best_of':3}            | best_of           | the same as n: 3",
            })
    void what_is_wrong_is_named(String body, String param, String message) {
        var refusal = catchThrowableOfType(Refusal.class, () -> read(body.equals("''") ? "" : body));
        assertThat(refusal).hasMessageContaining(message);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.param()).isEqualTo(param);
    }

    private static CompletionRequest read(String json) {
        return CompletionRequest.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
