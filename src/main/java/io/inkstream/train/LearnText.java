package io.inkstream.train;

import io.inkstream.checkpoint.CheckpointKeys;
import io.inkstream.checkpoint.CheckpointRecords;
import io.inkstream.engine.Engine;
import io.inkstream.learn.Fingerprint;
import io.inkstream.model.Parameters;
import io.inkstream.serde.DeadLetter;
import io.inkstream.serde.DeadLetterLog;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.text.Vocabulary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns the text of {@code corpus-ordered} as it comes.
 *
 * <p>What must survive is in two logged stores: the newest checkpoint with the number of steps done since ({@link Saved}), and the
 * text since then ({@link KeptText}). Both change in the transaction that commits the text's offsets, so at any commit they say
 * exactly what had been learned, wherever it falls. A restart loads the checkpoint and repeats, in silence, the steps that had been
 * done: the same steps on the same text, so the same model to the bit. They are bound in time as all others, for they may be many.
 */
final class LearnText implements Processor<byte[], byte[], Object, Object> {

    private static final Logger LOG = LoggerFactory.getLogger(LearnText.class);

    /**
     * Learning that begins in one round of the stream thread, however many records it has in hand: it asks for a commit after each
     * round, and this stays far below the time-out of the transaction (10 s). Records whose text takes longer leave some to later
     * rounds.
     */
    private static final long ROUND_NANOS = Duration.ofSeconds(2).toNanos();

    /** Learning without a look at new records. */
    private static final long IDLE_SLICE_NANOS = Duration.ofMillis(500).toNanos();

    private final TrainerSettings settings;
    private final Engine engine;
    private final Intake intake;
    private final Unseen unseen;
    private final IntSupplier pieceBytes;
    private final LongSupplier nanoTime;
    private final DeadLetterLog deadLetters;
    private final Reports reports;
    private final TrainerListener listener;
    private final Vocabulary vocabulary;
    private final Map<String, ModelTrainer> trainers = new TreeMap<>();

    private ProcessorContext<Object, Object> context;
    private KeptText kept;
    private int bytesOfPiece;
    private Optional<KeptSources> sources = Optional.empty();
    private Saved saved;
    private Map<String, String> fingerprint;
    /** Nanoseconds of learning since the last punctuation, which ends a round. */
    private long spent;

    LearnText(
            TrainerSettings settings,
            Engine engine,
            Intake intake,
            Unseen unseen,
            IntSupplier pieceBytes,
            LongSupplier nanoTime,
            TrainerListener listener) {
        this.settings = settings;
        this.engine = engine;
        this.intake = intake;
        this.unseen = unseen;
        this.pieceBytes = pieceBytes;
        this.nanoTime = nanoTime;
        this.deadLetters = new DeadLetterLog(LOG, nanoTime);
        this.reports = new Reports(settings);
        this.listener = listener;
        this.vocabulary = Vocabulary.named(settings.learner().vocabulary());
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        bytesOfPiece = pieceBytes.getAsInt();
        kept = new KeptText(context.getStateStore(KeptText.STORE));
        if (settings.scores()) {
            sources = Optional.of(new KeptSources(context.getStateStore(KeptSources.STORE)));
        }
        saved = new Saved(context.getStateStore(Saved.STORE));
        // The same for every model, for they have one set of settings; taken here, outside of any transaction, for it
        // costs steps.
        fingerprint = Fingerprint.of(engine, settings.learner());
        for (String model : saved.models()) {
            trainers.put(model, restore(model));
        }
        context.schedule(Duration.ofMillis(1), PunctuationType.WALL_CLOCK_TIME, now -> learnWhatIsLeft());
    }

    @Override
    public void close() {
        intake.set(context.taskId().partition(), false);
        trainers.keySet().forEach(listener::closed);
        engine.close();
    }

    private ModelTrainer restore(String model) {
        var trainer = ModelTrainer.restore(saved.checkpoint(model), settings, engine, nanoTime);
        requireBegunWithWhatIsGiven(trainer);
        Map<Long, Source> from = sources.map(store -> store.of(model)).orElse(Map.of());
        kept.of(model).forEach(piece -> {
            requireInVocabulary(model, piece);
            trainer.take(piece.from(from.get(piece.offset())));
        });
        long step = trainer.learner().steps();
        trainer.repeatUntil(saved.steps(model));
        trainer.scoredUntil(saved.scored(model));
        LOG.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("task", context.taskId().toString())
                .addKeyValue("step", step)
                .log(
                        "Model {} repeats {} steps from its checkpoint of step {}",
                        model,
                        saved.steps(model) - step,
                        step);
        sayIfCaughtUp(trainer);
        return trainer;
    }

    private void requireInVocabulary(String model, KeptText.Piece piece) {
        for (byte id : piece.ids()) {
            if ((id & 0xFF) >= vocabulary.size()) {
                throw Changelog.spoiled(
                        KeptText.STORE,
                        model,
                        "the vocabulary has no id " + (id & 0xFF) + ", at offset " + piece.offset());
            }
        }
    }

    /** Whoever gives weights to the one model that there is expects it to have begun with them. New models may get others. */
    private void requireBegunWithWhatIsGiven(ModelTrainer trainer) {
        var given = settings.initialWeights().map(Parameters::sha256);
        if (settings.naming() instanceof ModelNaming.Single
                && !given.orElse(trainer.initialSha256()).equals(trainer.initialSha256())) {
            throw new IllegalStateException("model " + trainer.name() + " is at step "
                    + trainer.learner().steps() + " and began with the weights " + trainer.initialSha256()
                    + ", not with those given, " + given.orElseThrow()
                    + "; leave out initial.weights (--from) to continue it, or delete the model with inkstream reset");
        }
    }

    private void sayIfCaughtUp(ModelTrainer trainer) {
        if (trainer.isCaughtUp()) {
            LOG.atInfo()
                    .addKeyValue("model", trainer.name())
                    .addKeyValue("task", context.taskId().toString())
                    .addKeyValue("step", trainer.learner().steps())
                    .log(
                            "Model {} continues at step {}",
                            trainer.name(),
                            trainer.learner().steps());
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var place = context.recordMetadata().orElseThrow();
        var lost = unseen.take(place.topic(), place.partition());
        if (!lost.isEmpty()) {
            // Whose text it was nobody can say any more.
            trainers.keySet().forEach(model -> saved.addUnseen(model, lost));
        }
        try {
            var trainer = trainer(record.key());
            var text = vocabulary.encode(OrderedRecord.text(record.headers(), record.value()));
            var gone = Unseen.from(record.headers(), TopicNames.CORPUS);
            if (!gone.isEmpty()) {
                saved.addUnseen(trainer.name(), gone);
            }
            var piece = new KeptText.Piece(
                    context.recordMetadata().orElseThrow().offset(),
                    trainer.end(),
                    (int) text.unexpected(),
                    text.ids());
            kept.put(trainer.name(), piece);
            var source = sources.flatMap(store -> Source.from(record.headers()));
            source.ifPresent(from -> sources.orElseThrow().put(trainer.name(), piece.offset(), from));
            trainer.take(piece.from(source.orElse(null)));
            listener.taken(
                    context.taskId().partition(),
                    trainer.name(),
                    piece.ids().length,
                    trainer.end(),
                    record.timestamp());
            // Twice as much as came in, so that what waits to be learned does not grow beyond a window. Where the time
            // is
            // not enough for that, the intake is closed.
            learn(trainer, 1 + 2 * piece.ids().length / charactersPerStep(), ROUND_NANOS - spent);
        } catch (UnreadableException e) {
            reject(record, e);
        }
        openOrCloseIntake();
    }

    private void openOrCloseIntake() {
        intake.set(context.taskId().partition(), trainers.values().stream().anyMatch(ModelTrainer::hasPlenty));
    }

    private int charactersPerStep() {
        return settings.learner().batchSize() * settings.learner().unrollings();
    }

    private ModelTrainer trainer(byte[] key) {
        String model = OrderedRecord.model(key);
        var known = trainers.get(model);
        if (known != null) {
            return known;
        }
        if (trainers.size() >= settings.modelsMax()) {
            throw new UnreadableException(
                    UnreadableException.Reason.MODELS_MAX,
                    "models.max=" + settings.modelsMax() + " models are trained here already, and " + model
                            + " would be one more; raise models.max");
        }
        var trainer = ModelTrainer.begin(model, settings, engine, nanoTime);
        // A new model's starting point is kept like any later one, but not published: it has learned nothing yet.
        saved.put(model, trainer.checkpoint().toBytes(), bytesOfPiece, new ArrayList<>());
        saved.putSteps(model, 0);
        trainers.put(model, trainer);
        if (settings.initialWeights().isPresent()) {
            // What it was given nobody can draw from the seed again: its text is verified from there.
            checkpoint(trainer);
        }
        LOG.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("task", context.taskId().toString())
                .addKeyValue("step", 0)
                .addKeyValue("offset", context.recordMetadata().orElseThrow().offset())
                .log("Model {} begins", model);
        return trainer;
    }

    private void learnWhatIsLeft() {
        spent = 0;
        trainers.values().stream()
                .filter(ModelTrainer::canStep)
                .forEach(trainer -> learn(trainer, Long.MAX_VALUE, IDLE_SLICE_NANOS / trainers.size()));
        openOrCloseIntake();
    }

    /** Takes steps while there is text for them, at most so many, and none that begins after so long. */
    private void learn(ModelTrainer trainer, long steps, long nanos) {
        try {
            learnFinite(trainer, steps, nanos);
        } catch (NotFiniteException e) {
            throw e.on(context.taskId().partition());
        }
    }

    private void learnFinite(ModelTrainer trainer, long steps, long nanos) {
        if (!trainer.canStep()) {
            return;
        }
        long begin = nanoTime.getAsLong();
        for (long step = 0; step < steps && trainer.canStep() && nanoTime.getAsLong() - begin < nanos; step++) {
            long started = nanoTime.getAsLong();
            tell(trainer, trainer.step());
            if (trainer.isRepetition()) {
                repeated(trainer);
            } else {
                listener.learned(
                        trainer.name(),
                        trainer.period().last(),
                        nanoTime.getAsLong() - started,
                        trainer.waiting(),
                        trainer.end() - trainer.waiting());
                stepped(trainer);
            }
        }
        if (!trainer.canStep()) {
            // Nothing to do while the mixture is at the last window: so nobody waits for the next to hear of this one.
            tell(trainer, trainer.scoreRest());
        }
        spent += nanoTime.getAsLong() - begin;
        if (!trainer.isRepetition()) {
            saved.putSteps(trainer.name(), trainer.learner().steps());
            saved.putScored(trainer.name(), trainer.scored());
        }
    }

    private void stepped(ModelTrainer trainer) {
        if (trainer.isReportDue()) {
            var report = reports.of(trainer, now());
            trainer.period().clear();
            listener.reported(report);
            forward(trainer.name(), report, TrainerTopology.METRICS_SINK);
        }
        if (trainer.isCheckpointDue()) {
            checkpoint(trainer);
        }
    }

    /** Sends scores on, but for those that were told before a restart. */
    private void tell(ModelTrainer trainer, List<RecordScores.Score> scores) {
        if (scores.isEmpty() || scores.get(0).step() <= trainer.scored()) {
            return;
        }
        scores.forEach(score -> {
            listener.scored(trainer.name(), score.z());
            forward(trainer.name(), ScoreRecords.of(trainer.name(), score), TrainerTopology.SCORES_SINK);
            if (score.alert() != null) {
                var alert = ScoreRecords.alert(
                        trainer.name(), score, settings.alerts().text(), vocabulary);
                listener.alerted(alert);
                forward(trainer.name(), alert, TrainerTopology.ALERTS_SINK);
            }
        });
        trainer.scoredUntil(scores.get(0).step());
        saved.putScored(trainer.name(), trainer.scored());
    }

    /** What a step reported before is on the topics already. */
    private void repeated(ModelTrainer trainer) {
        listener.repeated(trainer.name(), trainer.isCaughtUp() ? 0 : 1);
        if (trainer.isReportDue()) {
            trainer.period().clear();
        }
        sayIfCaughtUp(trainer);
    }

    private void checkpoint(ModelTrainer trainer) {
        long started = nanoTime.getAsLong();
        String model = trainer.name();
        tell(trainer, trainer.scoreRest());
        var published = new ArrayList<>(saved.head(model).published());
        var checkpoint = trainer.checkpoint();
        byte[] file = checkpoint.toBytes();
        String previous =
                published.isEmpty() ? null : published.get(published.size() - 1).sha256();
        var learned = trainer.learnedSinceCheckpoint().on(context.taskId().partition());
        var records = CheckpointRecords.of(
                checkpoint, file, bytesOfPiece, previous, List.of(learned), saved.unseen(model), fingerprint, now());

        records.chunks()
                .forEach(chunk -> forward(
                        CheckpointKeys.chunk(model, chunk.getStep(), chunk.getPart()),
                        chunk,
                        TrainerTopology.CHECKPOINT_SINK));
        forward(CheckpointKeys.manifest(model, checkpoint.step()), records.manifest(), TrainerTopology.CHECKPOINT_SINK);
        published.add(new Saved.Published(
                checkpoint.step(), records.chunks().size(), records.manifest().getSha256()));
        withdrawn(published).forEach(old -> withdraw(model, old));
        saved.put(model, file, bytesOfPiece, published);
        trainer.dropLearned().forEach(piece -> {
            kept.drop(model, piece);
            sources.ifPresent(store -> store.drop(model, piece.offset()));
        });
        listener.checkpointed(model, file.length, nanoTime.getAsLong() - started);
    }

    /** Takes off the list, and gives, what is neither among the newest nor one of the few older ones that stay. */
    private List<Saved.Published> withdrawn(List<Saved.Published> published) {
        int newest = settings.checkpointKeep();
        long every = (long) settings.checkpointKeepEvery() * settings.checkpointEvery();
        var older = published.subList(0, Math.max(0, published.size() - newest));
        var withdrawn = older.stream()
                .filter(old -> every == 0 || old.step() % every != 0)
                .toList();
        older.removeAll(withdrawn);
        return withdrawn;
    }

    /** Takes an old checkpoint off the topic: the manifest first, so that nobody begins to read what is going. */
    private void withdraw(String model, Saved.Published old) {
        forward(CheckpointKeys.manifest(model, old.step()), null, TrainerTopology.CHECKPOINT_SINK);
        for (int part = 0; part < old.parts(); part++) {
            forward(CheckpointKeys.chunk(model, old.step(), part), null, TrainerTopology.CHECKPOINT_SINK);
        }
    }

    private void reject(Record<byte[], byte[]> record, UnreadableException reason) {
        var place = context.recordMetadata().orElseThrow();
        deadLetters.add(place.topic(), place.partition(), place.offset(), reason);
        listener.rejected(place.topic(), UnreadableException.Reason.of(reason));
        var letter = DeadLetter.of(
                record.key(),
                record.value(),
                record.headers(),
                place.topic(),
                place.partition(),
                place.offset(),
                reason);
        context.forward(
                new Record<Object, Object>(letter.key(), letter.value(), record.timestamp(), letter.headers()),
                TrainerTopology.LEARN_DEAD_LETTERS);
    }

    private void forward(String key, SpecificRecord value, String sink) {
        context.forward(new Record<>(key, value, context.currentSystemTimeMs()), sink);
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }
}
