package io.inkstream.serde.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.schema.DrawnId;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.LikelyId;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.serde.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordFromJsonTest {

    private static RecordFromJson read(String json) {
        return RecordFromJson.read(json.getBytes(StandardCharsets.UTF_8), Prompt.getClassSchema());
    }

    @Test
    void what_is_left_out_has_the_schema_s_default() {
        assertThat(read("{\"text\": \"one\"}").record())
                .isEqualTo(Prompt.newBuilder().setText("one").build());
    }

    @Test
    void every_kind_of_field_is_read() {
        var read = read("""
                \uFEFF { "text": "é🦊\\n", "id": null, "length": 7, "seed": -9007199254740993, "temperature": 0, "stop": ["a", "b"],
                  "policy": "pinned", "stream": true, "deadline": "2026-01-31T13:00:00+01:00" }
                """);
        assertThat(read.wrong()).isEmpty();
        assertThat(read.record())
                .isEqualTo(Prompt.newBuilder()
                        .setText("é🦊\n")
                        .setLength(7)
                        .setSeed(-9007199254740993L)
                        .setTemperature(0)
                        .setStop(List.of("a", "b"))
                        .setPolicy(SessionPolicy.PINNED)
                        .setStream(true)
                        .setDeadline(Instant.parse("2026-01-31T12:00:00Z"))
                        .build());
        assertThat(read("{\"text\": \"\", \"deadline\": 1000}").record())
                .isEqualTo(Prompt.newBuilder()
                        .setText("")
                        .setDeadline(Instant.ofEpochSecond(1))
                        .build());
    }

    @Test
    void what_is_written_is_read_again() {
        var reply = GeneratedText.newBuilder()
                .setId("prompts-0@7")
                .setText("\u0000 \"é\\")
                .setModel("default")
                .setStep(3L)
                .setMeanBitsPerCharacter(Double.NaN)
                .setFinishReason(FinishReason.STOP)
                .setPromptedAt(Instant.ofEpochMilli(5))
                .setStartedAt(Instant.ofEpochMilli(6))
                .setFinishedAt(Instant.ofEpochMilli(7))
                .setLogprobs(List.of(new DrawnId(1, "a", -0.5, List.of(new LikelyId(2, "b", -1e-9)))))
                .build();
        byte[] json = RecordJson.toJson(reply).getBytes(StandardCharsets.UTF_8);
        assertThat(RecordFromJson.read(json, GeneratedText.getClassSchema()).record())
                .isEqualTo(reply);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"text": 5}                        | text        | text must be a text: 5
                    {"text": "\\ud83e"}                | text        | whole characters
                    {"length": 5}                      | text        | text must be given
                    {"text": "a", "length": "5"}       | length      | length must be a whole number of 32 bits: "5"
                    {"text": "a", "length": 1e3}       | length      | length must be a whole number of 32 bits: 1000.0
                    {"text": "a", "length": 5000000000}| length      | whole number of 32 bits
                    {"text": "a", "length": null}      | length      | whole number of 32 bits: null
                    {"text": "a", "seed": 1e99}        | seed        | seed must be a whole number of 64 bits
                    {"text": "a", "temperature": "x"}  | temperature | temperature must be a number
                    {"text": "a", "echo": 1}           | echo        | echo must be true or false: 1
                    {"text": "a", "stop": "x"}         | stop        | stop must be a list: "x"
                    {"text": "a", "stop": [1]}         | stop        | stop must be a text: 1
                    {"text": "a", "policy": "keep"}    | policy      | one of CARRY, REPRIME, PINNED: "keep"
                    {"text": "a", "deadline": "noon"}  | deadline    | deadline must be a time such as
                    {"text": "a", "lenght": 5}         | lenght      | must be one of id, text, model
                    """)
    void a_field_that_cannot_be_used_is_named_and_the_others_are_there(String json, String field, String message) {
        var read = read(json.replace("{", "{\"id\": \"seven\", "));
        assertThat(read.wrong()).hasValueSatisfying(wrong -> {
            assertThat(wrong.field()).isEqualTo(field);
            assertThat(wrong.message()).contains(message);
        });
        assertThat(((Prompt) read.record()).getId()).isEqualTo("seven");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "[1]", "\"text\"", "{", "{\"text\": 1} {}", "{\"text\": 1, \"text\": 2}", "the "
            })
    void what_is_no_object_is_refused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith("no JSON object: ");
    }

    @Test
    void a_hundred_thousand_brackets_are_refused() {
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> read("{\"text\":".repeat(100_000))).isInstanceOf(UnreadableException.class);
    }

    @Test
    void bytes_that_are_no_text_are_refused() {
        assertThatThrownBy(() -> RecordFromJson.read(new byte[] {'{', (byte) 0xFF}, Prompt.getClassSchema()))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("0xFF at index 1");
    }
}
