package io.inkstream.generate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReplyCacheTest {

    private static final Duration TTL = Duration.ofHours(1);

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("answered").get();
    private final ReplyCache answered = new ReplyCache(store, new AvroWithoutRegistry(), TTL, StrangeEntries.NONE);
    private final Prompt prompt =
            Prompt.newBuilder().setId("a").setText("x").setIdempotencyKey("k").build();

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    }

    @Test
    void an_answer_is_one_when_all_continuations_have_their_last_pieces() {
        var first = reply(0, 0, false, 2);
        var second = reply(1, 0, true, 2);
        var last = reply(0, 1, true, 2);
        answered.put(record("s", 0), prompt, first);
        answered.put(record("s", 0), prompt, second);
        assertThat(answered.find(record("s", 1), prompt)).isEmpty();
        answered.put(record("s", 0), prompt, last);
        assertThat(answered.find(record("s", 1), prompt)).containsExactly(first, last, second);
        assertThat(answered.find(record("t", 1), prompt)).isEmpty();
        assertThat(answered.find(record(null, 1), prompt)).isEmpty();
    }

    @Test
    void what_was_begun_and_came_to_nothing_is_forgotten_and_what_was_answered_is_not() {
        answered.put(record("s", 0), prompt, reply(0, 0, false, 1));
        answered.put(record("s", 0), prompt, cancelled());
        assertThat(store.all().hasNext()).isFalse();
        answered.put(record("s", 0), prompt, reply(0, 0, true, 1));
        answered.put(record("s", 2), prompt, cancelled());
        assertThat(answered.find(record("s", 3), prompt)).containsExactly(reply(0, 0, true, 1));
    }

    @Test
    void a_prompt_that_waits_behind_another_of_its_key_and_is_cancelled_takes_nothing_from_it() {
        var first = reply(0, 0, false, 1);
        var last = reply(0, 1, true, 1);
        answered.put(record("s", 0), prompt, first);
        var other = GeneratedText.newBuilder(cancelled()).setId("b").build();
        answered.put(record("s", 0), prompt, other);
        answered.put(record("s", 1), prompt, other);
        answered.put(record("s", 0), prompt, last);
        assertThat(answered.find(record("s", 2), prompt)).containsExactly(first, last);
    }

    @Test
    void an_answer_is_over_after_its_time_to_live_and_deleted_after_twice_that() {
        answered.put(record("s", 0), prompt, reply(0, 0, false, 1));
        answered.put(record("s", 0), prompt, reply(0, 1, true, 1));
        long over = TTL.toMillis() + 1;
        assertThat(answered.find(record("s", over - 1), prompt)).hasSize(2);
        assertThat(answered.find(record("s", over), prompt)).isEmpty();

        answered.put(record("s", over), prompt, reply(0, 0, true, 1));
        assertThat(answered.find(record("s", over), prompt))
                .as("what is given again is not kept anew")
                .isEmpty();

        var anew = GeneratedText.newBuilder(reply(0, 0, true, 1))
                .setPromptedAt(Instant.ofEpochMilli(over))
                .build();
        answered.put(record("s", over), prompt, anew);
        assertThat(answered.find(record("s", over), prompt)).containsExactly(anew);
        answered.sweep(Instant.ofEpochMilli(over).plus(TTL.multipliedBy(2)), 10);
        assertThat(store.all().hasNext()).isTrue();
        answered.sweep(Instant.ofEpochMilli(over + 1).plus(TTL.multipliedBy(2)), 10);
        assertThat(store.all().hasNext()).isFalse();
    }

    static PromptRecord record(String key, long millis) {
        return new PromptRecord(
                key == null ? null : key.getBytes(StandardCharsets.UTF_8), new byte[0], millis, 0, millis);
    }

    private static GeneratedText cancelled() {
        return GeneratedText.newBuilder(reply(0, 0, true, 1))
                .setFinishReason(FinishReason.CANCELLED)
                .build();
    }

    static GeneratedText reply(int index, int piece, boolean last, int count) {
        return GeneratedText.newBuilder()
                .setId("a")
                .setModel("default")
                .setText(index + "/" + piece)
                .setFinishReason(last ? FinishReason.LENGTH : FinishReason.PENDING)
                .setIndex(index)
                .setPiece(piece)
                .setLast(last)
                .setCount(count)
                .setPromptedAt(Instant.EPOCH)
                .setStartedAt(Instant.EPOCH)
                .setFinishedAt(Instant.EPOCH)
                .build();
    }
}
