package io.inkstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class LenientTextTest {

    private static final Pattern INDEX = Pattern.compile("at index (\\d+)");

    @Test
    void avro_begins_with_byte_0() {
        assertThat(LenientText.isAvro(new byte[] {0})).isTrue();
        assertThat(LenientText.isAvro(new byte[] {0, 0, 0, 0, 1, 2})).isTrue();
        assertThat(LenientText.isAvro("text".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(LenientText.isAvro(new byte[0])).isFalse();
        assertThat(LenientText.isAvro(null)).isFalse();
    }

    @Test
    void what_is_not_utf_8_is_refused_with_byte_and_index() {
        var value = "seventeen letters?".getBytes(StandardCharsets.UTF_8);
        value[17] = (byte) 0xC3;

        assertThatThrownBy(() -> LenientText.utf8(value))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("not UTF-8: byte 0xC3 at index 17");
    }

    @Test
    void a_character_cut_in_two_is_refused_where_it_begins() {
        var whole = "ab😀".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> LenientText.utf8(Arrays.copyOf(whole, 4)))
                .hasMessageContaining("byte 0xF0 at index 2");
    }

    @Test
    void overlong_forms_and_surrogates_are_refused() {
        assertThatThrownBy(() -> LenientText.utf8(new byte[] {(byte) 0xC0, (byte) 0x80}))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> LenientText.utf8(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void a_null_value_is_refused_and_an_empty_one_is_empty() {
        assertThatThrownBy(() -> LenientText.utf8(null))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("the value is null");
        assertThat(LenientText.utf8(new byte[0])).isEmpty();
    }

    @Property
    void any_bytes_are_taken_exactly_or_refused_at_their_first_wrong_byte(@ForAll byte[] bytes) {
        var failure = catchThrowable(() -> assertThat(LenientText.utf8(bytes).getBytes(StandardCharsets.UTF_8))
                .isEqualTo(bytes));

        if (failure != null) {
            assertThat(failure).isInstanceOf(UnreadableException.class);
            var index = INDEX.matcher(failure.getMessage());
            assertThat(index.find()).isTrue();
            var before = Arrays.copyOf(bytes, Integer.parseInt(index.group(1)));
            assertThat(LenientText.utf8(before).getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(before);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\uFFFD");
        }
    }

    @Property
    void any_text_comes_back(@ForAll String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8); // '?' for an unpaired surrogate
        assertThat(LenientText.utf8(bytes)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }
}
