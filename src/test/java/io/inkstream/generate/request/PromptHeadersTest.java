package io.inkstream.generate.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Headers of prompts, as they are kept while a prompt waits. */
final class PromptHeadersTest {

    @Test
    void any_headers_are_the_same_after_they_were_kept() {
        var random = new Random(4);
        for (int i = 0; i < 200; i++) {
            var headers = new RecordHeaders();
            for (int count = random.nextInt(5); count > 0; count--) {
                byte[] value = random.nextInt(4) == 0 ? null : new byte[random.nextInt(40)];
                if (value != null) {
                    random.nextBytes(value);
                }
                headers.add("é🦊".substring(0, random.nextInt(2)) + random.nextInt(3), value);
            }
            var record = new PromptRecord(new byte[] {1}, new byte[] {2, 3}, 4, 5, 6, PromptHeaders.of(headers, false));
            var kept = PromptRecord.fromBytes(record.toBytes(), 5, 6, true);
            assertThat(kept.headers().toHeaders()).isEqualTo(headers);
            assertThat(kept.key()).containsExactly(1);
            assertThat(kept.value()).containsExactly(2, 3);
        }
    }

    @Test
    void what_was_kept_before_there_were_headers_is_read() {
        byte[] before = ByteBuffer.allocate(15)
                .putLong(4)
                .putInt(1)
                .put(new byte[] {1, 2, 3})
                .array();
        var record = PromptRecord.fromBytes(before, 5, 6, false);
        assertThat(record.timestamp()).isEqualTo(4);
        assertThat(record.key()).containsExactly(1);
        assertThat(record.value()).containsExactly(2, 3);
        assertThat(record.headers().all()).isEmpty();
    }

    @Test
    void what_is_none_is_refused_without_taking_more_than_there_is() {
        byte[] kept = new PromptRecord(
                        null,
                        new byte[] {2},
                        4,
                        5,
                        6,
                        PromptHeaders.of(new RecordHeaders().add("a", new byte[9]), false))
                .toBytes();
        for (int length = 8; length < 8 + 22; length++) {
            byte[] cut = Arrays.copyOf(kept, length);
            assertThatThrownBy(() -> PromptRecord.fromBytes(cut, 5, 6, true)).isInstanceOf(RuntimeException.class);
        }
        byte[] hostile = ByteBuffer.allocate(20)
                .putLong(4)
                .putInt(1)
                .putInt(Integer.MAX_VALUE)
                .array();
        assertThatThrownBy(() -> PromptRecord.fromBytes(hostile, 5, 6, true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void more_than_a_record_has_room_for_is_left_out() {
        var headers = new RecordHeaders();
        for (int i = 0; i < 100; i++) {
            headers.add("h" + i, new byte[1000]);
        }
        assertThat(PromptHeaders.of(headers, false).bytes()).isBetween(7000, PromptHeaders.MOST_BYTES + Integer.BYTES);
    }
}
