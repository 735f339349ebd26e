package io.inkstream.train;

import io.inkstream.learn.Part;
import io.inkstream.learn.Round;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.registry.RegistryFailures;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.NotFiniteException;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.RecordScores;
import io.inkstream.train.shards.PartFile;
import io.inkstream.train.shards.PieceReader;
import io.inkstream.train.shards.PieceStore;
import io.inkstream.train.shards.RoundFile;
import io.inkstream.train.store.Saved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the text of models learned by shards. A round begins when all of its text is there: each shard is sent its part of it, and what they send back is kept in a logged
 * store until all have. Then, in one transaction, the model goes on and is published, for the next round begins with that checkpoint. So a round is asked for once and
 * finished once, whoever dies meanwhile.
 */
final class SharedRounds {

    /** The store of parts. */
    static final String STORE = "round-parts";

    /** After how long without them missing parts are asked for again. It changes nothing but when they come. */
    private static final long AGAIN_NANOS = Duration.ofMinutes(5).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(SharedRounds.class);

    private final ProcessorContext<Object, Object> context;
    private final TrainerSettings settings;
    private final Saved saved;
    private final PieceStore parts;
    private final PieceReader reader;
    private final TrainerOutput output;
    private final DeadLetterWriter deadLetters;
    private final LongSupplier nanoTime;
    private final TrainerListener listener;
    private final Map<String, Underway> underway = new TreeMap<>();

    /**
     * A round that is being learned.
     *
     * @param trainer of the model
     * @param base the checkpoint that it begins with
     * @param began as {@code nanoTime} has it
     * @param ordered when what is missing was asked for last
     * @param whole parts that have come, by shard
     */
    private record Underway(
            ModelTrainer trainer,
            RoundFile.Base base,
            Round round,
            long began,
            AtomicLong ordered,
            Map<Integer, Part> whole) {}

    SharedRounds(
            ProcessorContext<Object, Object> context,
            TrainerSettings settings,
            Saved saved,
            TrainerOutput output,
            DeadLetterWriter deadLetters,
            Deserializer<SpecificRecord> avro,
            LongSupplier nanoTime,
            TrainerListener listener) {
        this.context = context;
        this.settings = settings;
        this.saved = saved;
        this.parts = new PieceStore(STORE, context.getStateStore(STORE));
        this.reader = new PieceReader(TopicNames.PARTS, avro);
        this.output = output;
        this.deadLetters = deadLetters;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    /** Takes a record of {@code model-parts}. Parts of a round that was given up are passed over. */
    void take(Record<byte[], byte[]> record) {
        try {
            var piece = reader.read(record);
            var awaited = Optional.ofNullable(underway.get(piece.getModel()))
                    .filter(round -> round.base.step() == piece.getStep()
                            && round.base.sha256().equals(piece.getBase())
                            && piece.getShard() < shards());
            if (awaited.isPresent()) {
                var whole = parts.put(piece);
                if (whole.isPresent()) {
                    take(awaited.get(), whole.get());
                }
            }
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            deadLetters.reject(record, e);
        }
    }

    private void take(Underway round, RoundFile file) {
        try {
            var part = PartFile.read(file.bytes());
            round.round.requireOne(part);
            round.whole.put(file.shard(), part);
            tell(round);
        } catch (IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("model", file.model())
                    .addKeyValue("shard", file.shard())
                    .log(
                            "What was sent to {} as part {} of a round of model {} is none, and is asked for again: {}",
                            TopicNames.PARTS,
                            file.shard(),
                            file.model(),
                            e.getMessage());
            parts.drop(file.model(), file.shard());
            order(round, file.shard());
        }
    }

    private void tell(Underway round) {
        listener.round(round.trainer.name(), round.base.step(), missing(round), nanoTime.getAsLong() - round.began);
    }

    private List<Integer> missing(Underway round) {
        return IntStream.range(0, shards())
                .filter(shard -> !round.whole.containsKey(shard))
                .boxed()
                .toList();
    }

    /** Begins rounds whose text is there, and finishes those whose parts are. */
    void goOn(Collection<ModelTrainer> trainers) {
        for (var trainer : trainers) {
            var round = underway.get(trainer.name());
            if (round != null && round.trainer != trainer) {
                giveUp(round);
                round = null;
            }
            if (round == null && trainer.canStep()) {
                begin(trainer);
            } else if (round != null && round.whole.size() == shards()) {
                finish(round);
            } else if (round != null && nanoTime.getAsLong() - round.ordered.get() > AGAIN_NANOS) {
                orderAgain(round);
            }
        }
    }

    private int shards() {
        return settings.learner().rounds().shards();
    }

    /** The model is another one from now on. */
    private void giveUp(Underway round) {
        String model = round.trainer.name();
        for (int shard = 0; shard < shards(); shard++) {
            parts.drop(model, shard);
        }
        underway.remove(model);
    }

    private void begin(ModelTrainer trainer) {
        String model = trainer.name();
        var base =
                new RoundFile.Base(trainer.learner().steps(), saved.head(model).sha256(), saved.publishedAt(model));
        long now = nanoTime.getAsLong();
        var round = new Underway(
                trainer, base, trainer.rounds().orElseThrow().begin(), now, new AtomicLong(now), new TreeMap<>());
        underway.put(model, round);
        tell(round);
        if (base.sha256().equals(saved.ordered(model))) {
            LOG.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("step", base.step())
                    .log("Model {} waits for the parts of the round that began at step {}", model, base.step());
            for (int shard = 0; shard < shards(); shard++) {
                var come = parts.whole(model, shard).filter(file -> file.base().equals(base));
                come.ifPresent(file -> take(round, file));
                if (come.isEmpty()) {
                    order(round, shard); // whoever is at it goes on; one whose order somebody else replaced begins
                }
            }
            return;
        }
        for (int shard = 0; shard < shards(); shard++) {
            order(round, shard);
        }
        saved.putOrdered(model, base.sha256());
        context.commit();
    }

    /** Whoever is at a part goes on with it; what was refused, or lost with a topic, is begun. */
    private void orderAgain(Underway round) {
        var missing = missing(round);
        LOG.atWarn()
                .addKeyValue("model", round.trainer.name())
                .addKeyValue("step", round.base.step())
                .log(
                        "Model {} still waits for the parts of shards {} of the round that began at step {}, and asks for them again",
                        round.trainer.name(),
                        missing,
                        round.base.step());
        missing.forEach(shard -> order(round, shard));
        round.ordered.set(nanoTime.getAsLong());
        context.commit();
    }

    private void order(Underway round, int shard) {
        var trainer = round.trainer;
        var order = new RoundFile(
                trainer.name(),
                shard,
                round.base,
                trainer.rounds().orElseThrow().wantsCosts(),
                round.round.text(shard));
        order.pieces()
                .forEach(piece -> context.forward(
                        new Record<>(trainer.name(), piece, context.currentSystemTimeMs()),
                        TrainerTopology.ROUNDS_SINK));
    }

    private void finish(Underway round) {
        var trainer = round.trainer;
        String model = trainer.name();
        long nanos = nanoTime.getAsLong() - round.began;
        output.tell(trainer, finish(round, nanos));
        for (var part : round.whole.values()) {
            listener.learned(
                    model, part.learned(), nanos / shards(), trainer.waiting(), trainer.end() - trainer.waiting());
        }
        output.report(trainer);
        output.checkpoint(trainer);
        saved.putSteps(model, trainer.learner().steps());
        saved.putScored(model, trainer.learner().steps());
        giveUp(round);
        context.commit();
    }

    private List<RecordScores.Score> finish(Underway round, long nanos) {
        try {
            return round.trainer
                    .rounds()
                    .orElseThrow()
                    .finish(round.trainer.name(), round.round, new ArrayList<>(round.whole.values()), nanos);
        } catch (NotFiniteException e) {
            throw e.on(context.taskId().partition());
        }
    }
}
