package io.inkstream.train.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.inkstream.checkpoint.Chunks;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

final class SavedTest {

    private static final String SHA256 = "0123456789abcdef".repeat(4);

    @Property(tries = 20)
    void however_many_checkpoints_stay_published_no_record_of_the_store_grows_with_them(
            @ForAll @IntRange(max = 12_000) int before, @ForAll @IntRange(max = 12_000) int after) {
        var store = store();
        var saved = new Saved(store);

        saved.put("default", Chunks.cut(new byte[10], 3), SHA256, published(before));
        saved.put("default", Chunks.cut(new byte[10], 3), SHA256, published(after));

        assertThat(saved.head("default").published()).isEqualTo(published(after));
        assertThat(saved.models()).containsExactly("default");
        try (var all = store.all()) {
            assertThat(all)
                    .toIterable()
                    .allSatisfy(entry ->
                            assertThat(entry.value.length).as(entry.key).isLessThan(200_000));
        }
    }

    /** As a changelog restores what somebody else wrote to it. */
    @Example
    void a_head_of_a_model_that_there_is_not_is_passed_over_and_one_of_ours_that_is_spoiled_is_said() {
        var store = store();
        var saved = new Saved(store);
        saved.put("default", Chunks.cut(new byte[10], 3), SHA256, published(2));
        saved.putSteps("default", 5);
        store.put("evil/head", new byte[] {1, 2, 3});
        assertThat(saved.models()).containsExactly("default");

        for (byte[] garbage : List.of(new byte[0], "null".getBytes(UTF_8), "{}".getBytes(UTF_8), new byte[] {9})) {
            store.put("default/head", garbage);
            assertThatIllegalStateException()
                    .isThrownBy(() -> saved.checkpoint("default"))
                    .withMessageContaining("store checkpoint of model default is not as a trainer keeps it")
                    .withMessageContaining("-checkpoint-changelog");
            store.put("default/steps", garbage);
            assertThatIllegalStateException().isThrownBy(() -> saved.steps("default"));
        }
    }

    private static List<Saved.Published> published(int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> new Saved.Published(i * 100, 7, SHA256))
                .toList();
    }

    private static KeyValueStore<String, byte[]> store() {
        var store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(Saved.STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return store;
    }
}
