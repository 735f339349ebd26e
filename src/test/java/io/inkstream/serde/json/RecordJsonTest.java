package io.inkstream.serde.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.inkstream.schema.TrainingReport;
import io.inkstream.serde.Samples;
import org.junit.jupiter.api.Test;

final class RecordJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void unions_have_no_wrappers_and_timestamps_are_iso_8601() {
        assertThat(RecordJson.toJson(Samples.generated()))
                .isEqualTo("{\"id\":\"prompts-0@7\",\"text\":\" brown\\nfox\",\"model\":\"default\",\"step\":12,"
                        + "\"checkpoint\":\"ab\",\"seed\":5,\"promptCharacters\":9,\"characters\":10,"
                        + "\"meanBitsPerCharacter\":1.5,\"finishReason\":\"LENGTH\",\"error\":null,"
                        + "\"promptedAt\":\"2026-03-01T12:34:56.789Z\",\"startedAt\":\"2026-03-01T12:34:56.790Z\","
                        + "\"finishedAt\":\"2026-03-01T12:34:56.791Z\",\"stop\":null,\"sessionSha256\":null,"
                        + "\"piece\":0,\"last\":true,\"index\":0,\"count\":1,\"errorField\":null,\"logprobs\":[],"
                        + "\"queueMillis\":null,\"prefillMillis\":null,\"generationMillis\":null}");
    }

    @Test
    void a_number_that_json_has_not_is_a_string() {
        var report = TrainingReport.newBuilder(Samples.report())
                .setMeanLoss(Double.NaN)
                .setMinibatchPerplexity(Double.POSITIVE_INFINITY)
                .build();

        assertThat(RecordJson.toJson(report))
                .contains("\"meanLoss\":\"NaN\",\"minibatchPerplexity\":\"Infinity\",\"perplexity\":9.5")
                .contains("\"validationPerplexity\":null")
                .contains("\"samples\":[\"one two\",\"three\"]");
    }

    @Test
    void bytes_are_base64() {
        assertThat(RecordJson.toJson(Samples.chunk())).contains("\"bytes\":\"AAH/\"");
        assertThat(Samples.chunk().getBytes().remaining()).isEqualTo(3);
    }

    @Test
    void maps_and_records_within_are_objects() {
        assertThat(RecordJson.toJson(Samples.manifest()))
                .contains("\"configuration\":{\"nodes\":\"64\"}")
                .contains("\"learned\":[{\"topic\":\"corpus-in\",\"partition\":0,\"from\":1,\"fromCharacter\":2,"
                        + "\"to\":3,\"toCharacter\":4}]");
    }

    @Test
    void any_text_stays_on_one_line_and_comes_back() throws Exception {
        var text = "quote \" backslash \\ tab \t line \r\n escape \u001b zero \0 😀";

        var json = RecordJson.toJson(Samples.corpusText(text));

        assertThat(json.chars()).noneMatch(c -> c < ' ');
        assertThat(JSON.readTree(json).get("text").asText()).isEqualTo(text);
    }
}
