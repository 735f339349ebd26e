package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.generate.schedule.LoadedModel;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.Refusals;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;

/** Newer checkpoints are loaded while those before answer, on a thread that comes when the test says so. */
final class ModelsTest {

    private static final String MODEL = "default";

    private final KeyValueStore<String, byte[]> store = Published.store();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    /** Thrown by whatever reads the store on the loading thread. */
    private final AtomicReference<Throwable> fault = new AtomicReference<>();

    private boolean isLoading;
    private long changes;

    private final Models models = new Models(
            faulty(),
            new AvroWithoutRegistry().deserializer(),
            () -> changes,
            Optional.empty(),
            new Refusals(() -> 0, GeneratorListener.NONE),
            waiting::add);

    @Test
    void the_checkpoint_before_answers_while_a_newer_one_is_loaded() {
        publish(10);
        assertThat(current()).contains(10L);

        publish(20);
        assertThat(current()).contains(10L);
        assertThat(current()).contains(10L);
        assertThat(waiting).hasSize(1);
        load();
        assertThat(current()).contains(20L);
        assertThat(waiting).isEmpty();
    }

    @Test
    void it_is_loaded_before_a_prompt_asks_for_it() {
        publish(10);
        assertThat(current()).contains(10L);

        publish(20);
        models.refresh();
        load();
        assertThat(current()).contains(20L);
        assertThat(waiting).isEmpty();
    }

    @Test
    void of_several_that_come_meanwhile_the_newest_answers_in_the_end() {
        publish(10);
        assertThat(current()).contains(10L);

        publish(20);
        models.refresh();
        publish(30);
        models.refresh();
        load();
        models.refresh();
        while (!waiting.isEmpty()) {
            load();
            models.refresh();
        }
        assertThat(current()).contains(30L);
    }

    @Test
    void one_that_was_withdrawn_does_not_answer_any_more() {
        publish(10);
        assertThat(current()).contains(10L);

        publish(20);
        models.refresh();
        store.delete(CheckpointKeys.manifest(MODEL, 10));
        changes++;
        assertThat(current()).contains(20L);
        load();
        assertThat(current()).contains(20L);
    }

    @Test
    void a_load_that_fails_is_tried_again_and_the_one_before_answers() {
        publish(10);
        assertThat(current()).contains(10L);

        publish(20);
        fault.set(new IllegalStateException("no disk"));
        assertThat(current()).contains(10L);
        load();
        assertThat(current()).contains(10L);

        fault.set(null);
        models.refresh();
        load();
        assertThat(current()).contains(20L);
    }

    @Test
    void an_error_reaches_whoever_asks() {
        publish(10);
        assertThat(current()).contains(10L);

        publish(20);
        fault.set(new OutOfMemoryError("a test's"));
        models.refresh();
        load();
        assertThatThrownBy(models::refresh).isInstanceOf(OutOfMemoryError.class);
    }

    private void publish(long step) {
        Published.put(store, Published.checkpoint("bytes", MODEL, step, step));
        changes++;
    }

    private Optional<Long> current() {
        return models.current(MODEL).map(LoadedModel::step);
    }

    private void load() {
        isLoading = true;
        waiting.remove().run();
        isLoading = false;
    }

    @SuppressWarnings("unchecked")
    private ReadOnlyKeyValueStore<String, byte[]> faulty() {
        return (ReadOnlyKeyValueStore<String, byte[]>) Proxy.newProxyInstance(
                ModelsTest.class.getClassLoader(),
                new Class<?>[] {ReadOnlyKeyValueStore.class},
                (proxy, method, arguments) -> {
                    if (isLoading && fault.get() != null) {
                        throw fault.get();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
