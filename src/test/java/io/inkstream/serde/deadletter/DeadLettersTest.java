package io.inkstream.serde.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.serde.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils;
import org.junit.jupiter.api.Test;

final class DeadLettersTest {

    private final Headers original =
            new RecordHeaders().add("trace", new byte[] {1, 2}).add("empty", null);

    @Test
    void the_headers_are_those_of_kafka_streams_own_dead_letter_queue() {
        var failure = new IllegalStateException("no good", new RuntimeException("below"));
        // A test's own stack is longer than what is kept of one.
        var shallow = new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", 1)};
        failure.setStackTrace(shallow);
        failure.getCause().setStackTrace(shallow);
        var context = new DefaultErrorHandlerContext(null, "corpus-in", 3, 42L, original, null, null, 0L, null, null);
        var theirs = ExceptionHandlerUtils.buildDeadLetterQueueRecord("dlq", null, null, context, failure);

        var ours = DeadLetters.headers(original, "corpus-in", 3, 42L, failure);

        assertThat(ours.toArray()).containsExactlyInAnyOrder(theirs.headers().toArray());
    }

    @Test
    void the_originals_stay_as_they_are() {
        DeadLetters.headers(original, "corpus-in", 0, 0L, "reason");

        assertThat(original.toArray()).extracting(Header::key).containsExactly("trace", "empty");
    }

    @Test
    void a_reason_alone_is_an_unreadable_record() {
        var headers = DeadLetters.headers(null, "prompts", 1, 7L, "length: expected 1 to 1000, found 0");

        assertThat(text(headers.lastHeader("__streams.errors.message")))
                .isEqualTo("length: expected 1 to 1000, found 0");
        assertThat(text(headers.lastHeader("__streams.errors.exception")))
                .isEqualTo(UnreadableException.class.getName());
        assertThat(text(headers.lastHeader("__streams.errors.offset"))).isEqualTo("7");
    }

    @Test
    void a_long_reason_is_cut_between_characters() {
        var headers = DeadLetters.headers(null, "prompts", 1, 7L, "x" + "😀".repeat(100_000));

        var total =
                Arrays.stream(headers.toArray()).mapToInt(h -> h.value().length).sum();
        assertThat(total).isLessThan(128 << 10);
        assertThat(text(headers.lastHeader("__streams.errors.message")))
                .endsWith("😀 …")
                .doesNotContain("?");
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
