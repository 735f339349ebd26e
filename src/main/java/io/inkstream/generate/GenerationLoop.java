package io.inkstream.generate;

import io.inkstream.generate.admission.Admission;
import io.inkstream.generate.admission.Admitted;
import io.inkstream.generate.reply.Outcome;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.schedule.Progress;
import io.inkstream.generate.schedule.Scheduler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns prompts into outcomes, a step at a time: lets prompts begin where there is room, moves those that are being answered on by a
 * character, makes replies of what came of that. It reads stores and writes none: outcomes are to be applied before the next step.
 */
final class GenerationLoop {

    private final Scheduler scheduler;
    private final Admission admission;
    private final ReplyMapper replies;
    private final Consumer<Progress.End> ended;

    /** @param ended hears of every continuation that was written to its end */
    GenerationLoop(Scheduler scheduler, Admission admission, ReplyMapper replies, Consumer<Progress.End> ended) {
        this.scheduler = scheduler;
        this.admission = admission;
        this.replies = replies;
        this.ended = ended;
    }

    /**
     * What a step did.
     *
     * @param worked whether it did anything
     * @param sequences continuations that it moved on
     */
    record Step(boolean worked, int sequences, List<Outcome> outcomes) {}

    void accept(PendingPrompt pending) {
        scheduler.accept(pending);
    }

    Step step() {
        var outcomes = new ArrayList<Outcome>();
        boolean begun = admit(outcomes);
        int sequences = scheduler.sequences();
        for (var progress : scheduler.step()) {
            outcomes.add(replies.outcome(progress));
            if (progress instanceof Progress.End end) {
                ended.accept(end);
            }
        }
        return new Step(begun || sequences > 0, sequences, outcomes);
    }

    private boolean admit(List<Outcome> outcomes) {
        boolean begun = false;
        for (var next = scheduler.next(); next != null; next = scheduler.next()) {
            var admitted = admission.admit(next);
            if (admitted instanceof Admitted.Waits) {
                return begun;
            }
            if (admitted instanceof Admitted.Started started) {
                scheduler.start(started.start());
            } else {
                scheduler.refuse();
                outcomes.add(Outcome.ended(next, ((Admitted.Refused) admitted).replies()));
            }
            begun = true;
        }
        return begun;
    }

    /**
     * Ends all prompts of this session whose replies have this id. The session stays as it was before them.
     *
     * @param session null: prompts that have none
     */
    List<Outcome> cancel(ByteBuffer session, String id) {
        return scheduler.cancel(session, pending -> id.equals(replies.id(pending.record(), pending.prompt()))).stream()
                .map(replies::outcome)
                .toList();
    }

    /** Prompts that are being answered. */
    int running() {
        return scheduler.running();
    }

    /** Prompts that wait for their turn. */
    int waiting() {
        return scheduler.waiting();
    }

    /** Prompts that are not answered. */
    int size() {
        return scheduler.size();
    }

    /** The prompts of a session that are not answered. */
    int size(ByteBuffer session) {
        return scheduler.size(session);
    }
}
