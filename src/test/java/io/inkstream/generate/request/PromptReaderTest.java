package io.inkstream.generate.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.serde.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What a store keeps of a prompt is all that its answer needs. */
final class PromptReaderTest {

    private final PromptReader reader = new PromptReader(new AvroWithoutRegistry().deserializer(), ValueFormats.USUAL);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Headers headers(String name, String value) {
        return new RecordHeaders().add(name, utf8(value));
    }

    private static PromptRecord keptAndBack(PromptReader.Read read, Headers headers) {
        byte[] bytes =
                new PromptRecord(null, read.kept(), 1, 0, 7, PromptHeaders.of(headers, read.jsonReply())).toBytes();
        return PromptRecord.fromBytes(bytes, 0, 7, true);
    }

    @Test
    void a_prompt_in_json_is_kept_whole_and_so_is_the_format_of_its_reply() {
        var headers = headers("content-type", "application/json");
        var read = reader.read(utf8("{\"text\": \"é\", \"length\": 3, \"typicalP\": 0.5, \"deadline\": 9}"), headers);
        var back = keptAndBack(read, headers);

        assertThat(reader.kept(back.value())).isEqualTo(read.prompt());
        assertThat(read.prompt().getTypicalP()).isEqualTo(0.5);
        assertThat(back.headers().toHeaders()).isEqualTo(headers);
    }

    @Test
    void fields_from_headers_are_kept_with_the_text() {
        var headers = headers("inkstream.length", "3");
        var read = reader.read(utf8("\uFEFF{é"), headers);
        var back = keptAndBack(read, headers);

        assertThat(reader.kept(back.value())).isEqualTo(read.prompt());
        assertThat(read.prompt().getLength()).isEqualTo(3);
        assertThat(read.prompt().getText()).isEqualTo("\uFEFF{é");
        assertThat(back.headers().toHeaders()).isEmpty();
    }

    @Test
    void what_was_kept_and_is_damaged_is_refused() {
        byte[] kept = reader.read(utf8("{\"text\": \"a\"}"), headers("content-type", "application/json"))
                .kept();
        byte[] wrongType = utf8("?{\"text\": 5}");
        wrongType[0] = kept[0];

        assertThatThrownBy(() -> reader.kept(Arrays.copyOf(kept, kept.length - 1)))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> reader.kept(wrongType)).isInstanceOf(UnreadableException.class);
    }

    /** On the topic a value that begins as a kept one is a text, and none. */
    @Test
    void nobody_sends_what_only_stores_have() {
        byte[] kept = reader.read(utf8("{\"text\": \"a\"}"), headers("content-type", "application/json"))
                .kept();

        assertThatThrownBy(() -> reader.read(kept, new RecordHeaders()))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("not UTF-8");
    }
}
