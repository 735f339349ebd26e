package io.inkstream.serde.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.serde.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.Test;

final class DeadLetterTest {

    private static final int LARGEST_BY_DEFAULT = 1_048_588;

    private final UnreadableException reason = new UnreadableException("not text: " + "文".repeat(100_000));

    @Test
    void a_record_of_the_largest_size_by_default_is_taken_whole() {
        byte[] value = new byte[LARGEST_BY_DEFAULT - 1000];
        var letter = DeadLetter.of(new byte[500], value, null, "corpus-in", 0, 7, reason);

        assertThat(letter.value()).isSameAs(value);
        assertThat(letter.key()).hasSize(500);
        assertThat(letter.headers().lastHeader(DeadLetter.CUT)).isNull();
        assertThat(size(letter)).isLessThanOrEqualTo(DeadLetter.LARGEST_BYTES);
    }

    @Test
    void of_a_larger_one_the_beginning_is_kept_and_a_header_says_so() {
        byte[] value = new byte[8 << 20];
        Arrays.fill(value, (byte) 7);
        var letter = DeadLetter.of("key".getBytes(StandardCharsets.UTF_8), value, null, "corpus-in", 0, 7, reason);

        assertThat(letter.key()).hasSize(3);
        assertThat(letter.value()).hasSizeGreaterThan(1_000_000).containsOnly(7);
        assertThat(cut(letter)).isEqualTo("cut: the key had 3 bytes, the value 8388608, the headers 0");
        assertThat(size(letter)).isLessThanOrEqualTo(DeadLetter.LARGEST_BYTES);
    }

    @Test
    void keys_and_headers_that_are_larger_than_a_record_are_cut_as_well() {
        var headers = new RecordHeaders().add("large", new byte[2 << 20]);
        var letter = DeadLetter.of(new byte[2 << 20], new byte[10], headers, "prompts", 1, 7, reason);

        assertThat(letter.headers().lastHeader("large")).isNull();
        assertThat(letter.headers().lastHeader(DeadLetters.OFFSET).value()).containsExactly('7');
        assertThat(letter.value()).hasSize(10);
        assertThat(letter.key()).hasSizeGreaterThan(400_000);
        assertThat(cut(letter)).startsWith("cut: the key had 2097152 bytes, the value 10, the headers 20971");
        assertThat(size(letter)).isLessThanOrEqualTo(DeadLetter.LARGEST_BYTES);
    }

    /** As a producer reckons it. */
    private static int size(DeadLetter letter) {
        return AbstractRecords.estimateSizeInBytesUpperBound(
                (byte) 2,
                CompressionType.NONE,
                letter.key(),
                letter.value(),
                letter.headers().toArray());
    }

    private static String cut(DeadLetter letter) {
        return new String(letter.headers().lastHeader(DeadLetter.CUT).value(), StandardCharsets.UTF_8);
    }
}
