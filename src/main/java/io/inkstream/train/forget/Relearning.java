package io.inkstream.train.forget;

import io.inkstream.engine.Engine;
import io.inkstream.text.Vocabulary;
import io.inkstream.train.corpus.TextPiece;
import io.inkstream.train.corpus.Verdict;
import io.inkstream.train.forget.ModelHistory.Base;
import io.inkstream.train.loop.LearnedText;
import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.NotFiniteException;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.novelty.RecordScores;
import io.inkstream.train.shards.Worker;
import io.inkstream.train.verify.Verification;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns a model again from before the text that it is to forget, without that text, on a thread of its own beside the stream thread,
 * which goes on learning. It reads what the topics hold, and never further than the stream thread has: so that the one can take the
 * other's place. What it learns is a function of the text that is left, so it may be stopped and begun again at any moment.
 */
public final class Relearning implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Relearning.class);

    /** Scores that are kept of the newest records: what the stream thread may not have told yet is among them. */
    private static final int SCORES_MAX = 10_000;

    /** How long to wait for text, or for somebody to take what is ready. */
    private static final long WAIT_NANOS = 10_000_000;

    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final long RETRY_MAX_NANOS = 60 * RETRY_NANOS;

    private final String model;
    private final int partition;
    private final Omissions omissions;
    private final TrainerSettings settings;
    private final Supplier<Engine> engines;
    private final ModelHistory history;
    private final String initialSha256;
    /** The last record that the stream thread took, as an offset. */
    private final AtomicLong taken;

    private final AtomicReference<Relearned> ready = new AtomicReference<>();
    private final Deque<RecordScores.Score> scores = new ArrayDeque<>();
    private final Worker worker;
    private volatile String refusal;
    private volatile Error error;

    private ModelTrainer trainer;
    private Vocabulary vocabulary;
    /** The record that is read next, as an offset. */
    private long next;
    /** Where its text goes in the model's. */
    private long start;

    /**
     * @param omissions all that the model is to be without
     * @param engines makes the engine to learn with
     * @param live the trainer that goes on meanwhile
     */
    public Relearning(
            int partition,
            Omissions omissions,
            TrainerSettings settings,
            Supplier<Engine> engines,
            ModelHistory history,
            ModelTrainer live) {
        this.model = live.name();
        this.partition = partition;
        this.omissions = omissions;
        this.settings = settings;
        this.engines = engines;
        this.history = history;
        this.initialSha256 = live.initialSha256();
        this.taken = new AtomicLong(live.lastOffset());
        worker = new Worker("inkstream-forget-" + model, this::run);
    }

    public void start() {
        worker.start();
    }

    /** Says that the stream thread took the record at this offset. */
    public void taken(long offset) {
        taken.set(offset);
    }

    /** The model as it is learned again, once nothing is left but what comes in meanwhile. It stands still until it is closed, or told to {@link #goOn}. */
    public Optional<Relearned> ready() {
        return Optional.ofNullable(ready.get());
    }

    /** Learns what came in meanwhile: what was {@link #ready} is of no use any more. */
    public void goOn() {
        ready.set(null);
    }

    /** Throws what ended the thread and is no exception, as memory that is not enough: the stream thread would have met it too. */
    public void throwError() {
        if (error != null) {
            throw new IllegalStateException("model " + model + " could not be learned again: " + error, error);
        }
    }

    /** Why it cannot be done. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Ends it, and returns when it has ended. */
    @Override
    public void close() {
        worker.close();
    }

    private void run() {
        long wait = RETRY_NANOS;
        while (!worker.isStopped() && refusal == null && error == null) {
            try (var engine = engines.get()) {
                learnAgain(engine);
            } catch (TextGoneException | CannotForgetException | NotFiniteException e) {
                refusal = e.getMessage();
            } catch (RuntimeException e) {
                if (!worker.isStopped()) {
                    retryLater(wait, e);
                    wait = Math.min(2 * wait, RETRY_MAX_NANOS);
                }
            } catch (Error e) {
                error = e;
            }
        }
    }

    /** A broker is away, or a registry: it begins again, from the same checkpoint. */
    private void retryLater(long nanos, RuntimeException reason) {
        LOG.atWarn()
                .addKeyValue("model", model)
                .log(
                        "Model {} cannot be retrained now, and tries again in {} s: {}",
                        model,
                        nanos / 1_000_000_000,
                        reason.toString());
        worker.sleep(nanos);
    }

    private void learnAgain(Engine engine) {
        scores.clear();
        ready.set(null);
        var onTopic = Optional.<ModelHistory.OnTopic>empty();
        var base = history.before(model, partition, omissions.firstPending().orElseThrow());
        begin(base, engine);
        var from = base.map(each -> new LearnedText.Place(
                        next, Integer.parseInt(each.checkpoint().trainer().get("character"))))
                .orElse(new LearnedText.Place(0, 0));
        LOG.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("step", trainer.learner().steps())
                .addKeyValue("offset", next)
                .log(
                        "Model {} is learned again from step {}",
                        model,
                        trainer.learner().steps());
        while (!worker.isStopped()) {
            long to = taken.get() + 1;
            if (ready.get() != null) {
                LockSupport.parkNanos(WAIT_NANOS); // its arrays are the trainer's own
            } else if (next < to) {
                read(to);
            } else if (onTopic.isEmpty()) {
                // As late as may be: text that comes meanwhile is read before anything is offered.
                onTopic = Optional.of(history.onTopic(model));
            } else {
                offer(from, base, onTopic.get());
            }
        }
    }

    private void begin(Optional<Base> base, Engine engine) {
        if (base.isPresent()) {
            var saved = base.get().checkpoint().trainer();
            trainer = ModelTrainer.restore(base.get().checkpoint(), settings, engine, System::nanoTime);
            next = Long.parseLong(saved.get("offset"));
            start = Long.parseLong(saved.get("position")) - Long.parseLong(saved.get("character"));
        } else {
            trainer = ModelTrainer.begin(model, settings, engine, System::nanoTime);
            if (!trainer.initialSha256().equals(initialSha256)) {
                throw new CannotForgetException(
                        "no checkpoint from before the text is kept, and the model began with the weights "
                                + initialSha256 + ", not with those that its settings give, " + trainer.initialSha256()
                                + "; start the trainer with what it began with (initial.weights)");
            }
            next = 0;
            start = 0;
        }
        vocabulary = trainer.learner().vocabulary();
    }

    /** Reads, and learns, what stands before this offset. */
    private void read(long to) {
        try (var text = history.text(model, partition, next)) {
            while (!worker.isStopped() && text.hasNext()) {
                var record = text.next();
                if (record.offset() >= to) {
                    break;
                }
                if (!omissions.contains(record.offset())) {
                    take(record);
                }
                next = record.offset() + 1;
                learn();
            }
            if (!worker.isStopped()) {
                next = Math.max(next, Math.min(to, text.end())); // what is not the model's was passed over
            }
        }
    }

    private void take(Verification.Text record) {
        if (!settings.scores()
                && record.origin().filter(Verdict.class::isInstance).isPresent()) {
            return; // as the stream thread does
        }
        var encoded = vocabulary.encode(record.text());
        var piece = new TextPiece(
                record.offset(),
                start,
                (int) encoded.unexpected(),
                encoded.ids(),
                record.heldOut(),
                settings.scores() ? record.origin().orElse(null) : null);
        trainer.take(piece);
        start = piece.end();
    }

    private void learn() {
        while (!worker.isStopped() && trainer.canStep()) {
            remember(trainer.step());
            if (trainer.isReportDue()) {
                trainer.period().clear();
            }
            trainer.dropLearned();
        }
    }

    private void remember(List<RecordScores.Score> more) {
        scores.addAll(more);
        while (scores.size() > SCORES_MAX) {
            scores.removeFirst();
        }
    }

    private void offer(LearnedText.Place from, Optional<Base> base, ModelHistory.OnTopic onTopic) {
        remember(trainer.scoreRest());
        ready.set(new Relearned(
                trainer.checkpoint(),
                trainer.piecesInHand(),
                next,
                base.map(each -> new Relearned.Base(each.checkpoint().step(), each.sha256())),
                new LearnedText(from, trainer.read()),
                List.copyOf(scores),
                onTopic));
    }
}
