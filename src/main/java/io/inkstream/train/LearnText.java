package io.inkstream.train;

import io.inkstream.engine.Engine;
import io.inkstream.learn.Fingerprint;
import io.inkstream.serde.TopicNames;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.deadletter.DeadLetterLog;
import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.OrderedRecord;
import io.inkstream.train.corpus.Source;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.Unseen;
import io.inkstream.train.corpus.ValidationShare;
import io.inkstream.train.corpus.Verdict;
import io.inkstream.train.forget.ModelHistory;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.store.KeptText;
import io.inkstream.train.store.ModelStores;
import io.inkstream.train.store.Saved;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
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

    private final TrainerSettings settings;
    private final Supplier<Engine> engines;
    private final Engine engine;
    private final Intake intake;
    private final Unseen unseen;
    private final IntSupplier pieceBytes;
    private final LongSupplier nanoTime;
    private final DeadLetterLog log;
    private final ModelHistory history;
    private final Deserializer<SpecificRecord> avro;
    private final TrainerListener listener;
    private final Vocabulary vocabulary;
    private final Map<String, ModelTrainer> trainers = new TreeMap<>();

    private ProcessorContext<Object, Object> context;
    private ModelStores stores;
    private TrainerOutput output;
    private DeadLetterWriter deadLetters;
    private ModelRestorer restorer;
    private Forgetting forgetting;
    private LearningRounds rounds;
    /** Empty: one learner takes all steps of a model. */
    private Optional<SharedRounds> shared = Optional.empty();

    LearnText(
            TrainerSettings settings,
            Supplier<Engine> engines,
            Intake intake,
            Unseen unseen,
            IntSupplier pieceBytes,
            LongSupplier nanoTime,
            ModelHistory history,
            Deserializer<SpecificRecord> avro,
            TrainerListener listener) {
        this.settings = settings;
        this.engines = engines;
        this.engine = engines.get();
        this.intake = intake;
        this.unseen = unseen;
        this.pieceBytes = pieceBytes;
        this.nanoTime = nanoTime;
        this.log = new DeadLetterLog(LOG, nanoTime);
        this.history = history;
        this.avro = avro;
        this.listener = listener;
        this.vocabulary = settings.learner().vocabulary();
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        deadLetters = new DeadLetterWriter(context, TrainerTopology.LEARN_DEAD_LETTERS, log, listener);
        stores = ModelStores.of(context, settings.scores());
        output = new TrainerOutput(
                context,
                settings,
                stores,
                pieceBytes.getAsInt(),
                // Taken here, outside of any transaction, for it costs steps.
                Fingerprint.of(engine, settings.learner()),
                trainers::size,
                nanoTime,
                listener);
        restorer = new ModelRestorer(settings, engine, nanoTime, stores);
        forgetting = new Forgetting(context, settings, engines, history, avro, stores, output, deadLetters);
        rounds = new LearningRounds(context.taskId(), settings, stores.saved(), output, forgetting, nanoTime, listener);
        if (settings.learner().rounds().areShared()) {
            shared = Optional.of(
                    new SharedRounds(context, settings, stores.saved(), output, deadLetters, avro, nanoTime, listener));
        }
        for (String model : stores.saved().models()) {
            var trainer = restorer.restore(model);
            rounds.sayRestored(trainer);
            trainers.put(model, trainer);
            forgetting.resume(trainer);
        }
        context.schedule(Duration.ofMillis(1), PunctuationType.WALL_CLOCK_TIME, now -> learnWhatIsLeft());
    }

    @Override
    public void close() {
        intake.set(context.taskId().partition(), false);
        trainers.keySet().forEach(listener::closed);
        forgetting.close();
        engine.close();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var place = context.recordMetadata().orElseThrow();
        if (place.topic().equals(TopicNames.REQUESTS)) {
            forgetting.request(record, trainers);
            return;
        }
        if (place.topic().equals(TopicNames.PARTS)) {
            shared.ifPresent(each -> each.take(record));
            return;
        }
        var lost = unseen.take(place.topic(), place.partition());
        if (!lost.isEmpty()) {
            // Whose text it was nobody can say any more.
            trainers.keySet().forEach(model -> stores.missing().addUnseen(model, lost));
        }
        try {
            var verdict = OrderedRecord.verdict(record.headers(), record.value());
            var leftOut = OrderedRecord.leftOut(record.headers(), record.value());
            if (verdict.isPresent()) {
                judge(OrderedRecord.model(record.key()), place.offset(), verdict.get());
            } else if (leftOut.isPresent()) {
                stores.missing().addLeftOut(trainer(record.key()).name(), leftOut.get());
            } else {
                take(record, place.offset());
            }
        } catch (UnreadableException e) {
            deadLetters.reject(record, e);
        }
        openOrCloseIntake();
    }

    private void take(Record<byte[], byte[]> record, long offset) {
        var trainer = trainer(record.key());
        if (forgetting.omits(trainer.name(), offset)) {
            return;
        }
        var text = vocabulary.encode(OrderedRecord.text(record.headers(), record.value()));
        var gone = Unseen.from(record.headers(), TopicNames.CORPUS);
        if (!gone.isEmpty()) {
            stores.missing().addUnseen(trainer.name(), gone);
        }
        var source = stores.sources().flatMap(store -> Source.from(record.headers()));
        var piece = new TextPiece(
                offset,
                trainer.end(),
                (int) text.unexpected(),
                text.ids(),
                ValidationShare.isMarked(record.headers()),
                source.orElse(null));
        stores.keep(trainer.name(), piece);
        trainer.take(piece);
        forgetting.taken(trainer.name(), offset);
        listener.taken(
                context.taskId().partition(), trainer.name(), piece.ids().length, trainer.end(), record.timestamp());
        if (shared.isEmpty()) {
            rounds.learn(trainer, piece.ids().length);
        }
    }

    /** Keeps what a person said with the text: it counts when that is scored. */
    private void judge(String model, long offset, Verdict verdict) {
        if (!settings.scores()) {
            return; // a trainer with scores read it
        }
        var trainer = trainers.get(model);
        var piece = trainer == null ? Optional.<TextPiece>empty() : trainer.judge(offset, verdict);
        stores.keep(model, piece.orElseThrow(() -> Verdict.refused(model, trainer != null)));
    }

    private void openOrCloseIntake() {
        intake.set(context.taskId().partition(), trainers.values().stream().anyMatch(ModelTrainer::hasPlenty));
    }

    private ModelTrainer trainer(byte[] key) {
        String model = OrderedRecord.model(key);
        var known = trainers.get(model);
        if (known != null) {
            return known;
        }
        if (trainers.size() >= settings.models().max()) {
            throw new UnreadableException(
                    UnreadableException.Reason.MODELS_MAX,
                    "models.max=" + settings.models().max() + " models are trained here already, and " + model
                            + " would be one more; raise models.max");
        }
        var trainer = ModelTrainer.begin(model, settings, engine, nanoTime);
        output.keepBeginning(trainer);
        trainers.put(model, trainer);
        if (settings.models().initialWeights().isPresent() || shared.isPresent()) {
            // What it was given nobody can draw from the seed again: its text is verified from there. And a round
            // begins with a checkpoint.
            output.checkpoint(trainer);
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
        trainers.replaceAll((model, trainer) -> forgetting.takeOver(trainer) ? restorer.restore(model) : trainer);
        shared.ifPresentOrElse(each -> each.goOn(trainers.values()), () -> rounds.begin(trainers.values()));
        openOrCloseIntake();
    }
}
