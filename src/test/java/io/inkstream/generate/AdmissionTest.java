package io.inkstream.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.engine.Engine;
import io.inkstream.generate.admission.Admission;
import io.inkstream.generate.admission.Admitted;
import io.inkstream.generate.admission.Starter;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.Refusals;
import io.inkstream.generate.store.ReplyCache;
import io.inkstream.generate.store.SessionStore;
import io.inkstream.generate.store.StrangeEntries;
import io.inkstream.schema.Prompt;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** Another thread writes the store of checkpoints: one comes between any two looks at it, before its change is counted. */
final class AdmissionTest {

    private static final AvroWithoutRegistry AVRO = new AvroWithoutRegistry();
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    /** More than an admission reads. */
    private static final int LOOKS_MAX = 40;

    @Test
    void a_prompt_is_not_refused_for_a_model_that_comes_while_it_is_looked_for() {
        var admitted = admitted(Optional.empty(), prompt(null));

        assertThat(admitted.get(0)).isInstanceOf(Admitted.Started.class);
        assertThat(admitted.get(LOOKS_MAX)).isInstanceOf(Admitted.Waits.class);
        assertThat(admitted).noneMatch(Admitted.Refused.class::isInstance);
    }

    @Test
    void a_prompt_is_refused_for_a_step_only_before_it_is_there() {
        var admitted = admitted(Optional.of(5L), prompt(10L));

        assertThat(admitted.get(0)).isInstanceOf(Admitted.Started.class);
        assertThat(admitted.get(LOOKS_MAX)).isInstanceOf(Admitted.Refused.class);
        assertThat(admitted).allSatisfy(one -> {
            if (one instanceof Admitted.Refused refused) {
                assertThat(refused.replies())
                        .singleElement()
                        .satisfies(reply -> assertThat(reply.getError()).contains("of which the newest are [5]: 10"));
            }
        });
    }

    private static Prompt prompt(Long step) {
        return Prompt.newBuilder()
                .setText("one")
                .setId("id")
                .setLength(3)
                .setStep(step)
                .build();
    }

    /** What becomes of it if the checkpoint of step 10 comes before the first look, the second, and so on. */
    private static List<Admitted> admitted(Optional<Long> before, Prompt prompt) {
        var all = new ArrayList<Admitted>();
        for (int look = 0; look <= LOOKS_MAX; look++) {
            var store = Published.store();
            before.ifPresent(step -> Published.put(store, Published.checkpoint("bytes", "default", step, 1)));
            var models = new Models(
                    growing(store, look),
                    AVRO.deserializer(),
                    () -> 0,
                    Optional.empty(),
                    new Refusals(() -> 0, GeneratorListener.NONE),
                    Runnable::run);
            all.add(admission(models)
                    .admit(new PendingPrompt(
                            new PromptRecord(null, new byte[0], 0, 0, 7), prompt, PendingPrompt.Begun.NOT)));
        }
        return all;
    }

    /** The store, into which the checkpoint is written before so many looks were had. */
    @SuppressWarnings("unchecked")
    private static ReadOnlyKeyValueStore<String, byte[]> growing(KeyValueStore<String, byte[]> store, int after) {
        var looks = new AtomicInteger();
        return (ReadOnlyKeyValueStore<String, byte[]>) Proxy.newProxyInstance(
                AdmissionTest.class.getClassLoader(),
                new Class<?>[] {ReadOnlyKeyValueStore.class},
                (proxy, method, arguments) -> {
                    if (looks.getAndIncrement() == after) {
                        Published.put(store, Published.checkpoint("bytes", "default", 10, 2));
                    }
                    return method.invoke(store, arguments);
                });
    }

    private static Admission admission(Models models) {
        KeyValueStore<Bytes, byte[]> store =
                Stores.inMemoryKeyValueStore("sessions").get();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        var replies = new ReplyMapper("prompts", "default", CLOCK);
        return new Admission(
                models,
                new SessionStore(store, Duration.ofDays(1), StrangeEntries.NONE),
                new ReplyCache(store, AVRO, Duration.ofDays(1), StrangeEntries.NONE),
                replies,
                new Starter(replies, Engine.named("portable", 1), true, CLOCK));
    }
}
