package io.inkstream.generate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.model.CounterRandom;
import io.inkstream.model.State;
import io.inkstream.write.Sampling;
import io.inkstream.write.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SessionStoreTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TTL = Duration.ofHours(1);
    private static final byte[] KEY = "s".getBytes(StandardCharsets.UTF_8);

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("sessions").get();
    private final SessionStore sessions = new SessionStore(store, TTL, StrangeEntries.NONE);

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    }

    @Test
    void a_session_has_ended_when_its_time_to_live_is_over() {
        sessions.put("m", KEY, session(), NOW);
        assertThat(sessions.get("m", KEY, NOW.plus(TTL))).isPresent();
        assertThat(sessions.get("m", KEY, NOW.plus(TTL).plusMillis(1))).isEmpty();
        assertThat(sessions.get("other", KEY, NOW)).isEmpty();
        assertThat(new SessionStore(store, Duration.ZERO, StrangeEntries.NONE)
                        .get("m", KEY, NOW.plus(TTL.multipliedBy(1000))))
                .isPresent();
        sessions.delete("m", KEY);
        assertThat(sessions.get("m", KEY, NOW)).isEmpty();
    }

    @Test
    void what_has_ended_is_deleted_a_few_at_a_time_and_what_has_not_stays() {
        IntStream.range(0, 25)
                .forEach(i -> sessions.put(
                        "m",
                        ("s%02d".formatted(i)).getBytes(StandardCharsets.UTF_8),
                        session(),
                        i % 2 == 0 ? NOW : NOW.plus(TTL)));
        var later = NOW.plus(TTL.multipliedBy(2)).plusMillis(1);
        assertThat(IntStream.range(0, 3).map(i -> sessions.sweep(later, 10))).containsExactly(5, 5, 3);
        assertThat(store.approximateNumEntries()).isEqualTo(12);
        assertThat(sessions.sweep(later, 10)).isZero();
    }

    @Test
    void what_a_session_adapts_to_is_kept_to_the_byte_and_more_than_that_is_refused() {
        byte[] remembered = new byte[Sampling.REMEMBERED_MAX];
        for (int i = 0; i < remembered.length; i++) {
            remembered[i] = (byte) (i % 27);
        }
        var kept = session(remembered);
        sessions.put("m", KEY, kept, NOW);
        var back = sessions.get("m", KEY, NOW).orElseThrow();
        assertThat(back.position().recent()).isEqualTo(remembered);
        assertThat(back.kept()).isEqualTo(kept.kept()).hasSizeLessThan(Sampling.REMEMBERED_MAX + 256);
        assertThat(SessionView.of("m", "s", store.get(SessionStore.key("m", KEY)))
                        .remembered())
                .isEqualTo(Sampling.REMEMBERED_MAX);

        assertThatThrownBy(() -> Session.fromBytes(
                        session(new byte[Sampling.REMEMBERED_MAX + 1]).kept()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at most " + Sampling.REMEMBERED_MAX + " recent ids");
        byte[] whole = kept.toBytes();
        for (int length : new int[] {36, 100, Sampling.REMEMBERED_MAX, whole.length - 1}) {
            assertThatThrownBy(() -> Session.fromBytes(Arrays.copyOf(whole, length)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(length < 37 ? "bytes or more" : "must have as many bytes");
        }
    }

    static Session session() {
        return session(new byte[] {1, 2});
    }

    private static Session session(byte[] recent) {
        var state = State.zeros(1, 4);
        return new Session(
                new Writer.Position(state, 1, new CounterRandom(5, 7), recent), 3, new Session.Made("text8", 1, 0));
    }
}
