package io.inkstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class TooLargeTest {

    private static final byte[] VALUE = new byte[300];

    @Test
    void the_topic_the_key_and_what_to_do_are_named() {
        byte[] key = "default/chunk/7\0".getBytes(StandardCharsets.UTF_8);
        var record = new ProducerRecord<>("generated-text", key, VALUE);

        assertThat(TooLarge.named(record, key, VALUE, new RecordTooLargeException("too large")))
                .isInstanceOf(RecordTooLargeException.class)
                .hasMessageContainingAll(
                        "topic generated-text",
                        "default/chunk/7?",
                        "316 bytes",
                        "--entity-name generated-text",
                        "max.message.bytes=1048588");
    }

    @Test
    void a_record_without_a_key_and_another_failure_are_said_as_they_are() {
        var record = new ProducerRecord<byte[], byte[]>("generated-text", null, VALUE);
        var other = new TimeoutException("away");

        assertThat(TooLarge.named(record, null, VALUE, new RecordTooLargeException("too large")))
                .hasMessageContaining("the key null");
        assertThat(TooLarge.named(record, null, VALUE, other)).isSameAs(other);
        assertThat(TooLarge.named(record, null, VALUE, null)).isNull();
    }
}
