package io.inkstream.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

final class WireFormatTest {

    @Test
    void a_value_is_byte_0_then_the_id_big_endian_then_the_datum() {
        var framed = WireFormat.frame(0x01020304, new byte[] {9, 8});

        assertThat(framed).containsExactly(0, 1, 2, 3, 4, 9, 8);
        assertThat(WireFormat.schemaId(framed, "here")).isEqualTo(0x01020304);
    }

    @Test
    void a_value_of_less_than_five_bytes_is_refused() {
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {0, 0, 0, 1}, "topic prompts, value"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic prompts, value: expected the Confluent wire format, at least 5 bytes")
                .hasMessageContaining("found 4");
    }

    @Test
    void a_value_that_does_not_begin_with_byte_0_is_refused() {
        assertThatThrownBy(() -> WireFormat.schemaId("plain text".getBytes(), "topic prompts, value"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("which begins with byte 0x00, found 0x70");
    }

    @Test
    void a_negative_id_is_refused() {
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {0, -1, -1, -1, -1, 0}, "here"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("found -1");
    }
}
