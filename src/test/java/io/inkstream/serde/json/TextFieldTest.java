package io.inkstream.serde.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.serde.UnreadableException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextFieldTest {

    /** The document of RFC 6901, section 5, with texts for its numbers. */
    private static final String RFC = """
            {"foo": ["bar", "baz"], "": "0", "a/b": "1", "c%d": "2", "e^f": "3", "g|h": "4", "i\\\\j": "5",
             "k\\"l": "6", " ": "7", "m~n": "8"}""";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "/foo/0, bar",
                "/, 0",
                "/a~1b, 1",
                "/c%d, 2",
                "/e^f, 3",
                "/g|h, 4",
                "/i\\j, 5",
                "/k\"l, 6",
                "'/ ', 7",
                "/m~0n, 8"
            })
    void the_examples_of_the_standard_are_found(String pointer, String expected) {
        assertThat(new TextField(pointer).of(bytes(RFC))).isEqualTo(expected);
    }

    @Test
    void a_record_as_fluent_bit_writes_it_gives_its_log() {
        String record =
                "{\"@timestamp\":1796058838.020,\"log\":\"disk \\u00fcber /data is full\",\"stream\":\"stderr\"}";
        assertThat(new TextField("/log").of(bytes(record))).isEqualTo("disk über /data is full");
        assertThat(TextField.WHOLE.of(bytes(record))).isEqualTo(record);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"message\":\"text\"}|there is none",
                "{\"log\":7}|found number",
                "{\"log\":null}|found null",
                "{\"log\":{\"text\":\"a\"}}|found object",
                "a line that is no JSON|the record is not JSON",
                "{\"log\":\"a\"} {\"log\":\"b\"}|the record is not JSON",
                "[\"a\"]|there is none",
                "{\"log\":\"a|the record is not JSON"
            })
    void a_record_without_a_text_there_says_what_is_there(String record, String found) {
        var field = new TextField("/log");
        assertThatThrownBy(() -> field.of(bytes(record)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("at /log (corpus.field): " + found)
                .satisfies(
                        e -> assertThat(UnreadableException.Reason.of(e)).isEqualTo(UnreadableException.Reason.FIELD));
    }

    @Test
    void what_is_not_utf8_is_said_so() {
        assertThatThrownBy(() -> new TextField("/log").of(new byte[] {'{', (byte) 0xFF}))
                .hasMessageContaining("not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "$.log", "/a~b", "/a~2b", " /log"})
    void what_is_no_pointer_is_refused(String text) {
        assertThat(TextField.isPointer(text)).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
