package io.inkstream.generate;

import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.shadow.Shadow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Shares a task's time out: steps of the loop, a look at new prompts now and then, commits, and replies to be scored by a second model. */
final class Worker {

    /** How long to work without a look at new prompts: some steps. */
    private static final long SPELL_NANOS = Duration.ofMillis(2).toNanos();

    /** How long to score replies under a second model, when nothing else is to do. */
    private static final long SHADOW_NANOS = Duration.ofMillis(10).toNanos();

    private final GenerationLoop loop;
    private final OutcomeWriter outcomes;
    private final CommitPace pace;
    private final Runnable commit;
    private final Optional<Shadow> shadow;
    private final TaskState state;
    private final LongSupplier nanoTime;

    private boolean promptsCame;

    /**
     * @param commit asks Kafka Streams for a commit
     * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}
     */
    Worker(
            GenerationLoop loop,
            OutcomeWriter outcomes,
            CommitPace pace,
            Runnable commit,
            Optional<Shadow> shadow,
            TaskState state,
            LongSupplier nanoTime) {
        this.loop = loop;
        this.outcomes = outcomes;
        this.pace = pace;
        this.commit = commit;
        this.shadow = shadow;
        this.state = state;
        this.nanoTime = nanoTime;
    }

    /** Prompts that are not answered. */
    int size() {
        return loop.size();
    }

    /** The prompts of a session that are not answered. */
    int size(ByteBuffer session) {
        return loop.size(session);
    }

    /** Notes that a prompt came: others may have been fetched with it. */
    void promptCame() {
        promptsCame = true;
        state.busy(true);
    }

    /** Takes a prompt that is kept. */
    void accept(PendingPrompt pending) {
        loop.accept(pending);
    }

    /** Begins at once where nothing else is being answered. */
    void nudge() {
        if (loop.running() == 0) {
            step();
        }
        shadow.ifPresent(Shadow::work);
    }

    void cancel(ByteBuffer session, String id) {
        loop.cancel(session, id).forEach(outcomes::apply);
    }

    /** @return whether anything was done */
    boolean step() {
        var step = loop.step();
        step.outcomes().forEach(outcomes::apply);
        if (step.worked()) {
            state.stepped(step.sequences());
        }
        return step.worked();
    }

    /**
     * Works for a spell; while prompts come, for one step alone, since those that were fetched with them can be worked on together with
     * them as soon as they are here.
     */
    void spell() {
        long most = promptsCame ? 0 : SPELL_NANOS;
        promptsCame = false;
        long begin = nanoTime.getAsLong();
        while (step() && nanoTime.getAsLong() - begin < most) {
            // the condition does the work
        }
        // Not while all wait for a first model.
        state.busy(loop.running() > 0);
        askForCommit();
        while (loop.size() == 0
                && shadow.filter(Shadow::work).isPresent()
                && nanoTime.getAsLong() - begin < SHADOW_NANOS) {
            // scores what was answered, when nothing else is to do
        }
    }

    void askForCommit() {
        state.working(loop.running(), loop.waiting());
        if (pace.isDue(loop.size() == 0, nanoTime.getAsLong())) {
            commit.run();
        }
    }
}
