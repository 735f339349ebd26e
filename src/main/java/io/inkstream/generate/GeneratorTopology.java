package io.inkstream.generate;

import io.inkstream.engine.Engine;
import io.inkstream.generate.request.PromptHeaders;
import io.inkstream.generate.store.PendingPromptStore;
import io.inkstream.generate.store.Refusals;
import io.inkstream.generate.store.ReplyCache;
import io.inkstream.generate.store.SessionStore;
import io.inkstream.generate.store.StoredModels;
import io.inkstream.generate.store.StrangeLog;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.TopicNames;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TopicNameExtractor;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * Prompts in, continuations out.
 *
 * <pre>
 * prompts ─▶ answer-prompts ─▶ generated-text, inkstream-dead-letters
 *                  ▲
 * model-checkpoints ┘ (global store)
 * </pre>
 */
public final class GeneratorTopology {

    static final String REPLIES = "replies";
    static final String DEAD_LETTERS = "unreadable-prompts";

    private static final String PROMPTS_SOURCE = "prompts-in";
    private static final String CHECKPOINTS_SOURCE = "checkpoints";
    private static final String STORE_MODELS = "store-models";
    private static final String ANSWER = "answer-prompts";

    private GeneratorTopology() {}

    /**
     * @param settings what may be asked
     * @param engines makes the engine of each task, which closes it
     * @param values Avro, for all topics but {@code model-checkpoints}
     * @param checkpoints Avro for {@code model-checkpoints}
     * @param loading loads newer checkpoints while those before answer
     * @param workload is told which partitions have prompts to be answered
     * @param clock for the times in replies
     * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}: to come up for air
     * @param listener hears what is done
     */
    public static Topology build(
            GeneratorSettings settings,
            Supplier<Engine> engines,
            Serde<SpecificRecord> values,
            Serde<SpecificRecord> checkpoints,
            Executor loading,
            BusyPartitions workload,
            InstantSource clock,
            LongSupplier nanoTime,
            GeneratorListener listener) {
        var modelChanges = new AtomicLong();
        var refusals = new Refusals(nanoTime, listener);
        var bytesIn = new ByteArrayDeserializer();
        var bytesOut = new ByteArraySerializer();
        return new Topology()
                .addGlobalStore(
                        StoredModels.builder(),
                        CHECKPOINTS_SOURCE,
                        bytesIn,
                        bytesIn,
                        TopicNames.CHECKPOINTS,
                        STORE_MODELS,
                        () -> new StoredModels(modelChanges, refusals))
                .addSource(PROMPTS_SOURCE, bytesIn, bytesIn, TopicNames.PROMPTS)
                .addProcessor(
                        ANSWER,
                        () -> new AnswerPrompts(new GeneratorParts(
                                settings,
                                values,
                                new GeneratorParts.Checkpoints(checkpoints, modelChanges::get, refusals, loading),
                                engines.get(),
                                workload,
                                clock,
                                nanoTime,
                                listener)),
                        PROMPTS_SOURCE)
                .addStateStore(SessionStore.builder(settings.stores().sessionsInMemory()), ANSWER)
                .addStateStore(PendingPromptStore.builder(), ANSWER)
                .addStateStore(ReplyCache.builder(), ANSWER)
                .addSink(REPLIES, where(settings.replyTopics()), bytesOut, values.serializer(), together(), ANSWER)
                .addSink(DEAD_LETTERS, TopicNames.DEAD_LETTERS, bytesOut, bytesOut, ANSWER);
    }

    /** The changelogs of the stores that somebody else's entries are looked for in. */
    public static List<String> changelogs(String application) {
        return Stream.of(SessionStore.STORE, ReplyCache.STORE, PendingPromptStore.STORE)
                .map(store -> StrangeLog.changelog(application, store))
                .toList();
    }

    /** The steps of the newest manifests that a generator has, by model; empty while it cannot be asked. */
    public static Map<String, Long> models(KafkaStreams generator) {
        try {
            return StoredModels.newest(generator.store(
                    StoreQueryParameters.fromNameAndType(StoredModels.STORE, QueryableStoreTypes.keyValueStore())));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            return Map.of();
        }
    }

    /** About how many sessions the tasks of a generator hold; 0 while it cannot be asked. */
    public static long sessions(KafkaStreams generator) {
        try {
            return generator
                    .store(StoreQueryParameters.fromNameAndType(
                            SessionStore.STORE, QueryableStoreTypes.<Bytes, byte[]>keyValueStore()))
                    .approximateNumEntries();
        } catch (InvalidStateStoreException | IllegalStateException e) {
            return 0;
        }
    }

    /** Where the prompt's record asked for it, if it may ask for that. */
    private static TopicNameExtractor<byte[], SpecificRecord> where(Set<String> allowed) {
        return (key, value, context) -> PromptHeaders.replyTopic(context.headers())
                .filter(allowed::contains)
                .orElse(TopicNames.GENERATED);
    }

    /** By the key, as producers do; without one by the reply's id, so that its pieces stay in order. */
    private static StreamPartitioner<byte[], SpecificRecord> together() {
        return (topic, key, value, partitions) -> {
            byte[] by = key == null ? Utils.utf8(((GeneratedText) value).getId()) : key;
            return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(by)) % partitions));
        };
    }
}
