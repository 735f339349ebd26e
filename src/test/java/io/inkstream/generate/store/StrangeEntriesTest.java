package io.inkstream.generate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.PromptReader;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.request.ValueFormats;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores of a generator that were restored from a changelog to which somebody else wrote. */
final class StrangeEntriesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TTL = Duration.ofHours(1);
    private static final long SEED = 20_261_130;

    private final AvroWithoutRegistry avro = new AvroWithoutRegistry();
    private final Random random = new Random(SEED);
    private final List<String> found = new ArrayList<>();
    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("store").get();

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    }

    private void note(String name, RuntimeException reason) {
        found.add(name);
    }

    private byte[] garbage() {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A good one with some of its bytes others, or cut. */
    private byte[] mutated(byte[] good) {
        byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 1));
        for (int i = 0; i < 4 && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    @Test
    void what_is_no_session_is_none_and_is_swept_away() {
        var sessions = new SessionStore(store, TTL, this::note);
        var vocabulary = Vocabulary.named("text8");
        var key = SessionStore.key("m", new byte[] {'s'});
        sessions.put("m", new byte[] {'s'}, SessionStoreTest.session(), NOW);
        byte[] good = store.get(key);
        for (int i = 0; i < 5000; i++) {
            byte[] bad = i % 2 == 0 ? garbage() : mutated(good);
            store.put(key, bad);
            var session = sessions.get("m", new byte[] {'s'}, NOW);
            // Whatever it is: what a network of this vocabulary is given is something that it can go on from.
            session.filter(read -> read.isIn(vocabulary)).ifPresent(read -> {
                assertThat(read.position().last()).isLessThan(vocabulary.size());
                for (byte id : read.position().recent()) {
                    assertThat(id & 0xFF).isLessThan(vocabulary.size());
                }
                for (float value : read.position().state().cell().row(0)) {
                    assertThat(value).isFinite();
                }
            });
            sessions.sweep(NOW, 10);
        }
        assertThat(found).hasSizeGreaterThan(2000).containsOnly(SessionStore.STORE);

        store.put(key, new byte[3]);
        assertThat(sessions.sweep(NOW, 10)).isEqualTo(1);
    }

    @Test
    void what_is_no_reply_answers_no_prompt_and_is_replaced() {
        var answered = new ReplyCache(store, avro, TTL, this::note);
        var prompt = Prompt.newBuilder().setText("a").setIdempotencyKey("again").build();
        var record = ReplyCacheTest.record("s", 0);
        var reply = ReplyCacheTest.reply(0, 0, true, 1);
        answered.put(record, prompt, reply);
        var key = store.all().next().key;
        byte[] good = store.get(key);
        assertThat(answered.find(record, prompt)).containsExactly(reply);
        for (int i = 0; i < 2000; i++) {
            store.put(key, i % 2 == 0 ? garbage() : mutated(good));
            answered.find(record, prompt);
            answered.sweep(NOW, 10);
        }
        store.put(key, garbage());
        answered.put(record, prompt, reply);
        assertThat(answered.find(record, prompt)).containsExactly(reply);
        assertThat(found).isNotEmpty().containsOnly(ReplyCache.STORE);
    }

    @Test
    void what_is_no_prompt_is_passed_over_and_those_behind_it_are_taken_up() {
        var queue = new PendingPromptStore(store, this::note);
        var prompts = new PromptReader(avro.deserializer(), ValueFormats.USUAL);
        byte[] value = avro.serializer()
                .serialize(
                        TopicNames.PROMPTS, Prompt.newBuilder().setText("one").build());
        queue.put(new PromptRecord("s".getBytes(StandardCharsets.UTF_8), value, 1, 0, 5), PendingPrompt.Begun.NOT);
        byte[] good = store.get(Bytes.wrap(ByteBuffer.allocate(8).putLong(5).array()));
        queue.put(
                new PromptRecord(null, "plain".getBytes(StandardCharsets.UTF_8), 1, 0, Long.MAX_VALUE),
                PendingPrompt.Begun.NOT);
        for (int i = 0; i < 3000; i++) {
            byte[] key = i % 3 == 0
                    ? garbage()
                    : ByteBuffer.allocate(8).putLong(100 + i).array();
            store.put(Bytes.wrap(key), i % 2 == 0 ? garbage() : mutated(good));
        }
        var taken = new ArrayList<PendingPrompt>();
        queue.forEach(0, prompts::kept, taken::add);
        assertThat(taken).extracting(pending -> pending.prompt().getText()).contains("one", "plain");
        assertThat(found).hasSizeGreaterThan(1000).containsOnly(PendingPromptStore.STORE);

        queue.deleteStrangers();
        found.clear();
        var again = new ArrayList<PendingPrompt>();
        queue.forEach(0, prompts::kept, again::add);
        assertThat(found).isEmpty();
        assertThat(again).hasSameSizeAs(taken);
    }
}
