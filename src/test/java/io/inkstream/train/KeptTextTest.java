package io.inkstream.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
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
                "a", new ArrayList<KeptText.Piece>(),
                "a.b", new ArrayList<KeptText.Piece>(),
                "b", new ArrayList<KeptText.Piece>());
        long offset = random.nextInt(3) * 255L;
        for (int choice : choices) {
            byte[] ids = new byte[LENGTHS[Math.floorMod(choice, LENGTHS.length)]];
            random.nextBytes(ids);
            String model = MODELS.get(random.nextInt(MODELS.size()));
            var piece = new KeptText.Piece(offset, random.nextLong(), random.nextInt(), ids);
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

    private static List<List<Object>> shown(List<KeptText.Piece> pieces) {
        return pieces.stream()
                .map(piece -> List.<Object>of(
                        piece.offset(), piece.start(), piece.unexpected(), ByteBuffer.wrap(piece.ids())))
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
