package io.inkstream.train.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.train.corpus.TextPiece;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

final class KeptTextTest {

    private static final int PART = KeptText.PART_BYTES;
    private static final int[] LENGTHS = {0, 1, 100, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 7};
    private static final List<String> MODELS = List.of("a", "a.b", "b");

    @Property(tries = 30)
    void pieces_of_any_length_come_back_as_they_were_and_leave_nothing_behind(
            @ForAll long seed, @ForAll @Size(min = 1, max = 12) List<Byte> choices) {
        var store = store();
        var kept = new KeptText(store);
        var random = new Random(seed);
        var pieces = Map.of(
                "a", new ArrayList<TextPiece>(),
                "a.b", new ArrayList<TextPiece>(),
                "b", new ArrayList<TextPiece>());
        var ends = new HashMap<String, Long>();
        long offset = random.nextInt(3) * 255L;
        for (int choice : choices) {
            byte[] ids = new byte[LENGTHS[Math.floorMod(choice, LENGTHS.length)]];
            random.nextBytes(ids);
            String model = MODELS.get(random.nextInt(MODELS.size()));
            var piece = new TextPiece(
                    offset,
                    ends.computeIfAbsent(model, any -> random.nextLong() >> 1),
                    random.nextInt(Integer.MAX_VALUE),
                    ids,
                    random.nextBoolean(),
                    null);
            ends.put(model, piece.end());
            kept.put(model, piece);
            pieces.get(model).add(piece);
            offset += 1 + random.nextInt(3);
        }

        pieces.forEach((model, expected) -> assertThat(shown(kept.of(model))).isEqualTo(shown(expected)));
        pieces.forEach((model, all) -> all.forEach(piece -> kept.drop(model, piece)));
        try (var left = store.all()) {
            assertThat(left.hasNext()).isFalse();
        }
    }

    /** As a changelog restores what somebody else wrote to it. */
    @Property(tries = 300)
    void what_no_trainer_kept_is_said_or_changes_nothing(@ForAll long seed) {
        var store = store();
        var kept = new KeptText(store);
        var random = new Random(seed);
        kept.put("a", new TextPiece(7, 100, 0, new byte[50]));
        kept.put("a", new TextPiece(9, 150, 0, new byte[PART + 5]));
        var good = shown(kept.of("a"));
        byte[] key = Arrays.copyOf(KeptText.key("a", random.nextInt(12)).get(), 2 + random.nextInt(14));
        byte[] value = new byte[random.nextInt(30)];
        random.nextBytes(value);
        store.put(Bytes.wrap(key), value);
        try {
            assertThat(shown(kept.of("a"))).isEqualTo(good);
        } catch (IllegalStateException e) {
            assertThat(e)
                    .hasMessageContaining("store kept-text of model a is not as a trainer keeps it")
                    .hasMessageContaining("-kept-text-changelog");
        }
    }

    private static List<List<Object>> shown(List<TextPiece> pieces) {
        return pieces.stream()
                .map(piece -> List.<Object>of(
                        piece.offset(),
                        piece.start(),
                        piece.unexpected(),
                        piece.heldOut(),
                        ByteBuffer.wrap(piece.ids())))
                .toList();
    }

    private static KeyValueStore<Bytes, byte[]> store() {
        var store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(KeptText.STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return store;
    }
}
