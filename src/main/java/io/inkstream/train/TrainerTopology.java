package io.inkstream.train;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.engine.Engine;
import io.inkstream.schema.RoundPiece;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.deadletter.DeadLetterLog;
import io.inkstream.train.corpus.Thinning;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.forget.ModelHistory;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.shards.LearnShard;
import io.inkstream.train.shards.PieceReader;
import io.inkstream.train.shards.PieceStore;
import io.inkstream.train.store.Changelog;
import io.inkstream.train.store.KeptSources;
import io.inkstream.train.store.KeptText;
import io.inkstream.train.store.Saved;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.slf4j.LoggerFactory;

/**
 * Text in, training reports and checkpoints out.
 *
 * <pre>
 * corpus-in ─▶ read-text ─▶ corpus-ordered ─▶ learn-text ─▶ training-metrics, model-checkpoints, corpus-scores, corpus-alerts
 *                 └─▶ inkstream-dead-letters ◀─┘  ▲
 *                                          model-requests
 *
 * corpus-feedback ─▶ read-feedback ─▶ corpus-ordered
 *                         └─▶ inkstream-dead-letters
 *
 * learn-text ─▶ model-rounds ─▶ learn-shard ─▶ model-parts ─▶ learn-text, of a model that is learned by many
 * </pre>
 *
 * <p>Every text passes through {@code corpus-ordered}, keyed by its model: that topic fixes one order for each model however
 * many partitions the text came from, holds good text alone, and in slices short enough for a transaction.
 */
public final class TrainerTopology {

    static final String ORDERED_SINK = "ordered-text";
    static final String METRICS_SINK = "reports";
    static final String CHECKPOINT_SINK = "checkpoints";
    static final String SCORES_SINK = "scores";
    static final String ALERTS_SINK = "alerts";
    static final String READ_DEAD_LETTERS = "unreadable-text";
    static final String LEARN_DEAD_LETTERS = "unlearned-text";
    static final String ROUNDS_SINK = "rounds";
    static final String FEEDBACK_SINK = "ordered-feedback";
    static final String FEEDBACK_DEAD_LETTERS = "unreadable-feedback";

    private static final String CORPUS_SOURCE = "corpus";
    private static final String ORDERED_SOURCE = "text-in-order";
    private static final String REQUESTS_SOURCE = "requests";
    private static final String READ = "read-text";
    private static final String LEARN = "learn-text";
    /** Behind the others by the alphabet, by which Kafka Streams numbers tasks: those of the others are the same with and without it. */
    private static final String FEEDBACK_SOURCE = "verdicts";

    private static final String READ_FEEDBACK = "read-feedback";
    private static final String PARTS_SOURCE = "parts";
    /** Likewise. */
    private static final String ROUNDS_SOURCE = "work";

    private static final String LEARN_SHARD = "learn-shard";
    private static final String PARTS_SINK = "learned-parts";
    private static final String SHARD_DEAD_LETTERS = "unlearned-rounds";

    private TrainerTopology() {}

    /**
     * @param settings what to train and how
     * @param engines makes the engine of each task, which closes it
     * @param shardEngines likewise of each shard of a model that is learned by many
     * @param values Avro, for all topics but {@code model-checkpoints}
     * @param checkpoints Avro for {@code model-checkpoints}, whose two kinds of record need subjects of their own
     * @param intake is told which partitions have given enough text for now
     * @param unseen tells which records were gone before they could be read
     * @param thinning leaves text out of a model that is too far behind; empty: all of it is learned
     * @param pieceBytes asked by each task once: bytes of a checkpoint that go into one record
     * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}: for the speed in reports, and to come up for air
     * @param history what the topics still have of a model and its text, for what it is to forget
     * @param listener hears what is done
     */
    public static Topology build(
            TrainerSettings settings,
            Supplier<Engine> engines,
            Supplier<Engine> shardEngines,
            Serde<SpecificRecord> values,
            Serde<SpecificRecord> checkpoints,
            Intake intake,
            Unseen unseen,
            Optional<Thinning> thinning,
            IntSupplier pieceBytes,
            LongSupplier nanoTime,
            ModelHistory history,
            TrainerListener listener) {
        var bytesIn = new ByteArrayDeserializer();
        var bytesOut = new ByteArraySerializer();
        var names = new StringSerializer();
        boolean isShared = settings.learner().rounds().areShared();
        String[] sourcesOfLearn = isShared
                ? new String[] {ORDERED_SOURCE, REQUESTS_SOURCE, PARTS_SOURCE}
                : new String[] {ORDERED_SOURCE, REQUESTS_SOURCE};
        var topology = new Topology();
        if (isShared) {
            topology.addSource(PARTS_SOURCE, bytesIn, bytesIn, TopicNames.PARTS);
        }
        topology.addSource(CORPUS_SOURCE, bytesIn, bytesIn, TopicNames.CORPUS)
                .addProcessor(
                        READ,
                        () -> new ReadText(settings, values.deserializer(), unseen, thinning, nanoTime, listener),
                        CORPUS_SOURCE)
                .addSink(ORDERED_SINK, TopicNames.CORPUS_ORDERED, bytesOut, bytesOut, READ)
                .addSink(READ_DEAD_LETTERS, TopicNames.DEAD_LETTERS, bytesOut, bytesOut, READ)
                .addSource(ORDERED_SOURCE, bytesIn, bytesIn, TopicNames.CORPUS_ORDERED)
                .addSource(REQUESTS_SOURCE, bytesIn, bytesIn, TopicNames.REQUESTS)
                .addProcessor(
                        LEARN,
                        () -> new LearnText(
                                settings,
                                engines,
                                intake,
                                unseen,
                                pieceBytes,
                                nanoTime,
                                history,
                                values.deserializer(),
                                listener),
                        sourcesOfLearn)
                .addStateStore(KeptText.builder(), LEARN)
                .addStateStore(Saved.builder(), LEARN)
                .addSink(METRICS_SINK, TopicNames.METRICS, names, values.serializer(), LEARN)
                .addSink(CHECKPOINT_SINK, TopicNames.CHECKPOINTS, names, checkpoints.serializer(), oneByModel(), LEARN)
                .addSink(LEARN_DEAD_LETTERS, TopicNames.DEAD_LETTERS, bytesOut, bytesOut, LEARN);
        if (settings.scores()) {
            topology.addStateStore(KeptSources.builder(), LEARN)
                    .addSink(SCORES_SINK, TopicNames.SCORES, names, values.serializer(), LEARN)
                    .addSink(ALERTS_SINK, TopicNames.ALERTS, names, values.serializer(), LEARN)
                    .addSource(FEEDBACK_SOURCE, bytesIn, bytesIn, TopicNames.FEEDBACK)
                    .addProcessor(
                            READ_FEEDBACK,
                            () -> new ReadFeedback(values.deserializer(), unseen, nanoTime, listener),
                            FEEDBACK_SOURCE)
                    .addSink(FEEDBACK_SINK, TopicNames.CORPUS_ORDERED, bytesOut, bytesOut, READ_FEEDBACK)
                    .addSink(FEEDBACK_DEAD_LETTERS, TopicNames.DEAD_LETTERS, bytesOut, bytesOut, READ_FEEDBACK);
        }
        if (isShared) {
            share(topology, shardEngines, values, history, nanoTime, listener);
        }
        return topology;
    }

    private static void share(
            Topology topology,
            Supplier<Engine> engines,
            Serde<SpecificRecord> values,
            ModelHistory history,
            LongSupplier nanoTime,
            TrainerListener listener) {
        var bytesIn = new ByteArrayDeserializer();
        var bytesOut = new ByteArraySerializer();
        var names = new StringSerializer();
        var log = new DeadLetterLog(LoggerFactory.getLogger(LearnShard.class), nanoTime);
        topology.addSink(ROUNDS_SINK, TopicNames.ROUNDS, names, values.serializer(), oneByShard(), LEARN)
                .addStateStore(PieceStore.builder(SharedRounds.STORE, Changelog.SETTINGS), LEARN)
                .addSource(ROUNDS_SOURCE, bytesIn, bytesIn, TopicNames.ROUNDS)
                .addProcessor(
                        LEARN_SHARD,
                        () -> new LearnShard(
                                new PieceReader(TopicNames.ROUNDS, values.deserializer()),
                                history,
                                engines,
                                context -> new DeadLetterWriter(context, SHARD_DEAD_LETTERS, log, listener)::reject,
                                PARTS_SINK),
                        ROUNDS_SOURCE)
                .addStateStore(PieceStore.builder(LearnShard.STORE, Changelog.SETTINGS), LEARN_SHARD)
                .addSink(PARTS_SINK, TopicNames.PARTS, names, values.serializer(), LEARN_SHARD)
                .addSink(SHARD_DEAD_LETTERS, TopicNames.DEAD_LETTERS, bytesOut, bytesOut, LEARN_SHARD);
    }

    /** All of a model's checkpoints in one partition: a reader must see the pieces before their manifest. */
    private static StreamPartitioner<String, SpecificRecord> oneByModel() {
        return (topic, key, value, partitions) -> Optional.of(
                Set.of(Utils.toPositive(Utils.murmur2(Utils.utf8(CheckpointKeys.model(key)))) % partitions));
    }

    /** The shards of a model in partitions that follow each other, so that they spread over all. */
    private static StreamPartitioner<String, SpecificRecord> oneByShard() {
        return (topic, key, value, partitions) -> Optional.of(Set.of(
                Utils.toPositive(Utils.murmur2(Utils.utf8(key)) + ((RoundPiece) value).getShard()) % partitions));
    }
}
