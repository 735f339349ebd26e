package io.inkstream.generate;

import io.inkstream.AvroWithoutRegistry;
import io.inkstream.checkpoint.Checkpoint;
import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.Refusals;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.serde.TopicNames;
import io.inkstream.text.Vocabulary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Small models that nothing was learned by, as they stand on the topic of checkpoints. */
final class Published {

    private Published() {}

    static Checkpoint checkpoint(String vocabulary, String model, long step, long seed) {
        return checkpoint(vocabulary, 8, 1, model, step, seed);
    }

    static Checkpoint checkpoint(String vocabulary, int nodes, int layers, String model, long step, long seed) {
        return checkpoint(vocabulary, nodes, layers, MixtureSize.NONE, model, step, seed);
    }

    /** Of a network with the smallest mixture beside it. */
    static Checkpoint mixed(String model, long step, long seed) {
        return checkpoint("text8", 8, 1, new MixtureSize(MixtureSize.BITS_MIN), model, step, seed);
    }

    private static Checkpoint checkpoint(
            String vocabulary, int nodes, int layers, MixtureSize mixture, String model, long step, long seed) {
        var settings = new LearnerSettings(
                Vocabulary.named(vocabulary),
                new NetworkSettings(nodes, layers, 0, 0, 0.4),
                new WindowSettings(2, 10, 5, 0, 0),
                new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(1, 1, 0), 1, 0),
                mixture,
                seed);
        var tensors = new Learner(settings, new Nd4jEngine()).tensors();
        return new Checkpoint(model, step, step * 10, settings, Map.of(), tensors);
    }

    static CheckpointRecords records(Checkpoint checkpoint) {
        return CheckpointRecords.of(checkpoint, checkpoint.toBytes(), null, List.of(), Map.of(), Instant.EPOCH);
    }

    /** Gives the keys and values of a checkpoint, the manifest last. */
    static void forEach(Checkpoint checkpoint, BiConsumer<String, SpecificRecord> each) {
        var records = records(checkpoint);
        String model = checkpoint.model();
        long step = checkpoint.step();
        records.chunks().forEach(chunk -> each.accept(CheckpointKeys.chunk(model, step, chunk.getPart()), chunk));
        each.accept(CheckpointKeys.manifest(model, step), records.manifest());
    }

    /** Models without Kafka. */
    static Models models(Checkpoint... checkpoints) {
        return models(Optional.empty(), checkpoints);
    }

    static Models models(Optional<Models.Pin> pin, Checkpoint... checkpoints) {
        var store = store();
        for (var checkpoint : checkpoints) {
            put(store, checkpoint);
        }
        return new Models(
                store,
                new AvroWithoutRegistry().deserializer(),
                () -> 0,
                pin,
                new Refusals(() -> 0, GeneratorListener.NONE),
                Runnable::run);
    }

    /** A store as a generator keeps the topic in. */
    static KeyValueStore<String, byte[]> store() {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("models"), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return store;
    }

    static void put(KeyValueStore<String, byte[]> store, Checkpoint checkpoint) {
        var avro = new AvroWithoutRegistry();
        forEach(checkpoint, (key, value) -> store.put(key, avro.serializer().serialize(TopicNames.CHECKPOINTS, value)));
    }
}
