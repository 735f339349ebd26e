package io.inkstream.train;

import io.inkstream.train.loop.ModelTrainer;
import io.inkstream.train.loop.NotFiniteException;
import io.inkstream.train.loop.TrainerSettings;
import io.inkstream.train.store.Saved;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the models of a task take steps, a round of the stream thread at a time, and sends what comes of them: of those done before a restart, nothing. */
final class LearningRounds {

    private static final Logger LOG = LoggerFactory.getLogger(LearningRounds.class);

    /**
     * Learning that begins in one round of the stream thread, however many records it has in hand: it asks for a commit after each
     * round, and this stays far below the time-out of the transaction (10 s). Records whose text takes longer leave some to later
     * rounds.
     */
    private static final long ROUND_NANOS = Duration.ofSeconds(2).toNanos();

    /** Learning without a look at new records. */
    private static final long IDLE_SLICE_NANOS = Duration.ofMillis(500).toNanos();

    private final TaskId task;
    private final int charactersPerStep;
    private final Saved saved;
    private final TrainerOutput output;
    private final Forgetting forgetting;
    private final LongSupplier nanoTime;
    private final TrainerListener listener;
    /** Until when a model that is being learned again leaves the processor to that, as {@code nanoTime} has it. */
    private long pausedUntil;
    /** Nanoseconds of learning since the round began. */
    private long spent;

    LearningRounds(
            TaskId task,
            TrainerSettings settings,
            Saved saved,
            TrainerOutput output,
            Forgetting forgetting,
            LongSupplier nanoTime,
            TrainerListener listener) {
        var window = settings.learner().window();
        this.task = task;
        this.charactersPerStep = window.batchSize() * window.unrollings();
        this.saved = saved;
        this.output = output;
        this.forgetting = forgetting;
        this.nanoTime = nanoTime;
        this.listener = listener;
    }

    /** Says from where a model goes on that was restored. */
    void sayRestored(ModelTrainer trainer) {
        String model = trainer.name();
        long step = trainer.learner().steps();
        LOG.atInfo()
                .addKeyValue("model", model)
                .addKeyValue("task", task.toString())
                .addKeyValue("step", step)
                .log(
                        "Model {} repeats {} steps from its checkpoint of step {}",
                        model,
                        saved.steps(model) - step,
                        step);
        sayIfCaughtUp(trainer);
    }

    private void sayIfCaughtUp(ModelTrainer trainer) {
        if (trainer.repetition().endsWith(trainer.learner().steps())) {
            LOG.atInfo()
                    .addKeyValue("model", trainer.name())
                    .addKeyValue("task", task.toString())
                    .addKeyValue("step", trainer.learner().steps())
                    .log(
                            "Model {} continues at step {}",
                            trainer.name(),
                            trainer.learner().steps());
        }
    }

    /**
     * Learns for text that a model has taken: twice as much as came in, so that what waits to be learned does not grow beyond a window. Where the round has
     * not the time for that, the intake is closed.
     *
     * @param characters that came in
     */
    void learn(ModelTrainer trainer, int characters) {
        learn(trainer, 1 + 2 * characters / charactersPerStep, ROUND_NANOS - spent);
    }

    /** Begins a round, with what is left to learn. */
    void begin(Collection<ModelTrainer> trainers) {
        spent = 0;
        trainers.stream()
                .filter(ModelTrainer::canStep)
                .forEach(trainer -> learn(trainer, Long.MAX_VALUE, IDLE_SLICE_NANOS / trainers.size()));
    }

    /** Takes steps while there is text for them, at most so many, and none that begins after so long. */
    private void learn(ModelTrainer trainer, long steps, long nanos) {
        try {
            learnFinite(trainer, steps, nanos);
        } catch (NotFiniteException e) {
            throw e.on(task.partition());
        }
    }

    private void learnFinite(ModelTrainer trainer, long steps, long nanos) {
        if (!trainer.canStep() || forgetting.isUnderway(trainer.name()) && nanoTime.getAsLong() < pausedUntil) {
            return;
        }
        long begin = nanoTime.getAsLong();
        for (long step = 0; step < steps && trainer.canStep() && nanoTime.getAsLong() - begin < nanos; step++) {
            long started = nanoTime.getAsLong();
            output.tell(trainer, trainer.step());
            if (trainer.repetition().includes(trainer.learner().steps())) {
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
            output.tell(trainer, trainer.scoreRest());
        }
        long end = nanoTime.getAsLong();
        spent += end - begin;
        // So that what is learned again comes nearer, however fast the stream is.
        pausedUntil = end + (end - begin);
        if (!trainer.repetition().includes(trainer.learner().steps())) {
            saved.putSteps(trainer.name(), trainer.learner().steps());
            saved.putScored(trainer.name(), trainer.repetition().scored());
        }
    }

    private void stepped(ModelTrainer trainer) {
        if (trainer.isReportDue()) {
            output.report(trainer);
        }
        if (trainer.isCheckpointDue()) {
            output.checkpoint(trainer);
        }
    }

    /** What a step reported before is on the topics already. */
    private void repeated(ModelTrainer trainer) {
        listener.repeated(
                trainer.name(), trainer.repetition().endsWith(trainer.learner().steps()) ? 0 : 1);
        if (trainer.isReportDue()) {
            trainer.measure(); // and with it whose turn is next
            trainer.period().clear();
        }
        sayIfCaughtUp(trainer);
    }
}
