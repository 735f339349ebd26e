package io.inkstream.generate.schedule;

import io.inkstream.engine.Engine;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.write.Batch;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Prompts that are worked on together: one character each per step. Between steps those that are done leave and others take their
 * places, sessions in turn, so a long reply does not hold up short ones; two prompts of one session keep their order. It knows neither
 * where a prompt came from nor where a reply goes. For one thread.
 */
public final class Scheduler {

    /** Characters (UTF-16 units) of a piece: what a step adds to the last piece decides, so pieces are always cut alike. */
    private static final int PIECE = 16;

    private final Engine engine;
    private final int batchMax;
    private final InstantSource clock;

    private final FairQueue waiting = new FairQueue();
    private final List<SequenceGroup> running = new ArrayList<>();
    /** Those whose sessions have their turns again with the next step. */
    private final List<PendingPrompt> refused = new ArrayList<>();
    /** One batch for each checkpoint that something is written with. */
    private final Map<LoadedModel, Batch> batches = new HashMap<>();
    /** Continuations that are being written. */
    private int sequences;

    /**
     * @param batchMax continuations side by side, at which no further prompt begins
     * @param clock says when a prompt's text was read
     */
    public Scheduler(Engine engine, int batchMax, InstantSource clock) {
        this.engine = engine;
        this.batchMax = batchMax;
        this.clock = clock;
    }

    /** Lets a prompt wait for its turn. */
    public void accept(PendingPrompt pending) {
        waiting.add(pending);
    }

    /** The prompt that is to begin; null if none can: none waits, or there is no room. */
    public PendingPrompt next() {
        return sequences < batchMax ? waiting.peek() : null;
    }

    /** Begins {@link #next}. */
    public void start(Start start) {
        var group = new SequenceGroup(waiting.take(), start);
        var batch =
                batches.computeIfAbsent(start.model(), model -> new Batch(engine, model.weights(), model.vocabulary()));
        var prompt = group.pending().prompt();
        String echo = prompt.getEcho() ? prompt.getText() : "";
        for (var from : start.from()) {
            var lane = batch.join(from, start.text(), start.sampler(), start.ending(), start.logprobs());
            group.add(new Sequence(group.sequences().size(), lane, start.model().vocabulary(), echo));
            sequences++;
        }
        running.add(group);
    }

    /** Takes {@link #next} away unanswered. No other of its session begins before the next step: what becomes of it may change the session. */
    public void refuse() {
        refused.add(waiting.take());
    }

    /** Moves all that are being answered on by one character, and says what came of that. */
    public List<Progress> step() {
        refused.forEach(waiting::done);
        refused.clear();
        if (running.isEmpty()) {
            return List.of();
        }
        batches.values().forEach(Batch::step);
        var progress = new ArrayList<Progress>();
        for (var at = running.iterator(); at.hasNext(); ) {
            var group = at.next();
            for (var sequence : group.sequences()) {
                if (!sequence.isEnded()) {
                    advanced(group, sequence, progress);
                }
            }
            if (group.isEnded()) {
                at.remove();
                waiting.done(group.pending());
            }
        }
        batches.values().removeIf(Batch::isEmpty);
        return progress;
    }

    private void advanced(SequenceGroup group, Sequence sequence, List<Progress> progress) {
        var lane = sequence.lane();
        if (sequence.read() == null && !lane.isReading()) {
            sequence.markRead(clock.instant());
        }
        if (lane.isDone()) {
            progress.add(end(group, sequence));
        } else if (group.pending().prompt().getStream() && sequence.mayHaveMore(PIECE)) {
            String settled = lane.settled();
            if (sequence.waiting(settled) >= PIECE) {
                var stretch = sequence.take(settled);
                if (group.isNew(sequence, stretch.piece())) {
                    progress.add(new Progress.Piece(group.seen(), group, sequence, stretch));
                }
            }
        }
    }

    private Progress.End end(SequenceGroup group, Sequence sequence) {
        boolean isNew = group.isNew(sequence, sequence.pieces());
        var written = sequence.lane().written();
        var stretch = sequence.take(written.text());
        sequence.end();
        sequences--;
        return new Progress.End(group.seen(), group, sequence, written, stretch, isNew, group.isEnded());
    }

    /**
     * Ends prompts of a session before they are answered.
     *
     * @param session null: prompts that have none
     */
    public List<Progress> cancel(ByteBuffer session, Predicate<PendingPrompt> meant) {
        var cancelled = new ArrayList<Progress>();
        waiting.remove(session, meant).forEach(pending -> cancelled.add(new Progress.Dropped(pending)));
        for (var at = running.iterator(); at.hasNext(); ) {
            var group = at.next();
            var own = group.pending().session();
            boolean same = session == null ? own == null : session.equals(own);
            if (same && meant.test(group.pending())) {
                at.remove();
                waiting.done(group.pending());
                cancelled.add(new Progress.Cancelled(group, cancel(group)));
            }
        }
        batches.values().removeIf(Batch::isEmpty);
        return cancelled;
    }

    private List<Sequence> cancel(SequenceGroup group) {
        var unended = new ArrayList<Sequence>();
        for (var sequence : group.sequences()) {
            if (!sequence.isEnded()) {
                batches.get(group.start().model()).cancel(sequence.lane());
                sequences--;
                if (!group.pending().begun().of(sequence.index()).ended()) {
                    unended.add(sequence);
                }
            }
        }
        return unended;
    }

    /** Continuations that the next step moves on. */
    public int sequences() {
        return sequences;
    }

    /** Prompts that are being answered. */
    public int running() {
        return running.size();
    }

    /** Prompts that wait for their turn. */
    public int waiting() {
        return waiting.size();
    }

    /** Prompts that are not answered. */
    public int size() {
        return waiting.size() + running.size();
    }

    /** The prompts of a session that are not answered. */
    public int size(ByteBuffer session) {
        return waiting.size(session);
    }
}
