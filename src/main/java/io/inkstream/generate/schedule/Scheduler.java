package io.inkstream.generate.schedule;

import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.Problem;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.ReplyCache;
import io.inkstream.generate.store.Session;
import io.inkstream.generate.store.SessionStore;
import io.inkstream.lstm.Batch;
import io.inkstream.lstm.Engine;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import io.inkstream.schema.Prompt;
import io.inkstream.text.Vocabulary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Prompts that are worked on together: one character each per step. Between steps those that are done leave and others take their
 * places, sessions in turn, so a long reply does not hold up short ones; two prompts of one session keep their order. No Kafka.
 */
public final class Scheduler {

    /** Characters (UTF-16 units) of a piece: what a step adds to the last piece decides, so pieces are always cut alike. */
    private static final int PIECE = 16;

    /** Models that an error names. */
    private static final int LISTED_MAX = 20;

    private final ReplyMapper replies;
    private final Models models;
    private final SessionStore sessions;
    private final ReplyCache answered;
    private final Engine engine;
    private final int batchMax;
    private final Consumer<Finished> finished;

    private final FairQueue waiting = new FairQueue();
    private final List<Running> running = new ArrayList<>();
    /** One batch for each checkpoint that something is written with. */
    private final Map<Models.Loaded, Batch> batches = new HashMap<>();
    /** Continuations that are being written. */
    private int lanes;
    /** Continuations that the last step moved on. */
    private int batch;

    /**
     * @param batchMax continuations side by side, at which no further prompt begins
     * @param finished hears of every continuation that was written to its end
     */
    public Scheduler(
            ReplyMapper replies,
            Models models,
            SessionStore sessions,
            ReplyCache answered,
            Engine engine,
            int batchMax,
            Consumer<Finished> finished) {
        this.finished = finished;
        this.replies = replies;
        this.models = models;
        this.sessions = sessions;
        this.answered = answered;
        this.engine = engine;
        this.batchMax = batchMax;
    }

    /**
     * What comes of a job, in the transaction that it is in.
     *
     * @param job with what readers have seen of it then
     * @param replies to send; may be empty
     * @param answered whether that ends the job
     * @param session the session after it; empty if it has not changed
     */
    public record Outcome(
            PendingPrompt pending, List<GeneratedText> replies, boolean answered, Optional<Session> session) {

        /** Whether the session is to be deleted. */
        public boolean forgets() {
            return replies.stream().anyMatch(reply -> reply.getFinishReason() == FinishReason.FORGOTTEN);
        }

        private static Outcome refusal(PendingPrompt pending, List<GeneratedText> replies) {
            return new Outcome(pending, replies, true, Optional.empty());
        }
    }

    /**
     * A continuation that was written to its end.
     *
     * @param vocabulary what it was written with
     * @param before what was read and written last before the prompt
     * @param prompt the prompt's text
     * @param drawn what was drawn, the stop string among it
     * @param bitsPerCharacter how surprising the model found it
     */
    public record Finished(
            Vocabulary vocabulary, byte[] before, String prompt, String drawn, double bitsPerCharacter) {}

    private static final class Running {
        private final PendingPrompt pending;
        private final ReplyMapper.Begun begun;
        private final List<Sequence> writings = new ArrayList<>();
        /** The session after the first continuation. */
        private Session after;

        Running(PendingPrompt pending, ReplyMapper.Begun begun) {
            this.pending = pending;
            this.begun = begun;
        }

        boolean isAnswered() {
            for (var writing : writings) {
                if (!writing.isEnded()) {
                    return false;
                }
            }
            return true;
        }

        /** What was committed before a restart is not sent again; it is cut as it was then. */
        boolean isNew(Sequence writing, int piece) {
            return piece >= pending.begun().of(writing.index()).pieces();
        }

        PendingPrompt seen() {
            var seen = writings.stream()
                    .map(writing -> new PendingPrompt.Seen(
                            Math.max(
                                    writing.pieces(),
                                    pending.begun().of(writing.index()).pieces()),
                            writing.isEnded()
                                    || pending.begun().of(writing.index()).ended()))
                    .toList();
            return pending.with(new PendingPrompt.Begun(begun.model().step(), seen));
        }
    }

    public void accept(PendingPrompt pending) {
        waiting.add(pending);
    }

    public int batch() {
        return batch;
    }

    public int running() {
        return running.size();
    }

    public int waiting() {
        return waiting.size();
    }

    public int size() {
        return waiting.size() + running.size();
    }

    /** The prompts of a session that are not answered. */
    public int size(ByteBuffer session) {
        return waiting.size(session);
    }

    /**
     * Lets waiting prompts begin where there is room, and moves all that are being answered on by one character.
     *
     * @return whether anything was done
     */
    public boolean step(Consumer<Outcome> outcomes) {
        batch = 0;
        boolean begun = begin(outcomes);
        if (running.isEmpty()) {
            return begun;
        }
        batches.values().forEach(Batch::step);
        batch = lanes;
        for (var at = running.iterator(); at.hasNext(); ) {
            var one = at.next();
            one.writings.forEach(writing -> advanced(one, writing, outcomes));
            if (one.isAnswered()) {
                at.remove();
                waiting.done(one.pending);
            }
        }
        batches.values().removeIf(Batch::isEmpty);
        return true;
    }

    /** Looks at what a step did to a continuation. */
    private void advanced(Running one, Sequence writing, Consumer<Outcome> outcomes) {
        if (writing.isEnded()) {
            return;
        }
        if (writing.read() == null && !writing.lane().isReading()) {
            writing.markRead(replies.now());
        }
        if (writing.lane().isDone()) {
            ended(one, writing, outcomes);
        } else if (one.pending.prompt().getStream() && writing.mayHaveMore(PIECE)) {
            piece(one, writing, outcomes);
        }
    }

    private void ended(Running one, Sequence writing, Consumer<Outcome> outcomes) {
        int piece = writing.pieces();
        var answer = replies.finish(one.pending, one.begun, writing);
        writing.end();
        lanes--;
        tell(one, writing);
        if (writing.index() == 0) {
            one.after = answer.session();
        }
        boolean all = one.isAnswered();
        var sent = one.isNew(writing, piece) ? List.of(answer.reply()) : List.<GeneratedText>of();
        outcomes.accept(new Outcome(one.seen(), sent, all, all ? Optional.of(one.after) : Optional.empty()));
    }

    private void tell(Running one, Sequence writing) {
        var written = writing.lane().written();
        if (written.drawn() == 0) {
            return; // it was read alone
        }
        finished.accept(new Finished(
                one.begun.model().vocabulary(),
                one.begun.from().get(0).recent(),
                one.pending.prompt().getText(),
                written.text() + written.stop().orElse(""),
                written.bits() / written.drawn()));
    }

    private void piece(Running one, Sequence writing, Consumer<Outcome> outcomes) {
        String settled = writing.lane().settled();
        if (writing.waiting(settled) < PIECE) {
            return;
        }
        var stretch = writing.take(settled);
        if (one.isNew(writing, stretch.piece())) {
            var reply = replies.piece(one.pending, one.begun, writing, stretch);
            outcomes.accept(new Outcome(one.seen(), List.of(reply), false, Optional.empty()));
        }
    }

    /**
     * Ends all prompts of this session whose replies have this id. The session stays as it was before them.
     *
     * @param session null: prompts that have none
     */
    public void cancel(ByteBuffer session, String id, Consumer<Outcome> outcomes) {
        Predicate<PendingPrompt> meant = pending -> id.equals(replies.id(pending.record(), pending.prompt()));
        for (var pending : waiting.remove(session, meant)) {
            outcomes.accept(Outcome.refusal(pending, replies.cancelled(pending)));
        }
        for (var at = running.iterator(); at.hasNext(); ) {
            var one = at.next();
            boolean same = session == null ? one.pending.session() == null : session.equals(one.pending.session());
            if (same && meant.test(one.pending)) {
                at.remove();
                waiting.done(one.pending);
                outcomes.accept(Outcome.refusal(one.pending, cancelled(one)));
            }
        }
        batches.values().removeIf(Batch::isEmpty);
    }

    private List<GeneratedText> cancelled(Running one) {
        var ends = new ArrayList<GeneratedText>();
        for (var writing : one.writings) {
            if (!writing.isEnded()) {
                batches.get(one.begun.model()).cancel(writing.lane());
                lanes--;
                if (!one.pending.begun().of(writing.index()).ended()) {
                    ends.add(replies.cancelled(one.pending, one.begun, writing));
                }
            }
        }
        return ends;
    }

    private boolean begin(Consumer<Outcome> outcomes) {
        boolean begun = false;
        while (lanes < batchMax && waiting.peek() != null) {
            if (waiting.peek().prompt().getForget()) {
                forget(waiting.take(), outcomes);
                begun = true;
                continue;
            }
            var model = model(waiting.peek().prompt());
            if (model.isEmpty() && models.names().isEmpty()) {
                return begun; // all wait for the first model
            }
            var pending = waiting.take();
            begun = true;
            if (!begin(pending, model, outcomes)) {
                waiting.done(pending);
            }
        }
        return begun;
    }

    /** Gives what was answered before to a prompt that comes again; whether it does. */
    private boolean again(PendingPrompt pending, Consumer<Outcome> outcomes) {
        var before = answered.find(pending.record(), pending.prompt());
        if (!before.isEmpty()) {
            outcomes.accept(Outcome.refusal(pending, replies.again(pending, before)));
        }
        return !before.isEmpty();
    }

    private void forget(PendingPrompt pending, Consumer<Outcome> outcomes) {
        outcomes.accept(Outcome.refusal(pending, List.of(replies.forgotten(pending))));
        waiting.done(pending);
    }

    private Optional<Models.Loaded> model(Prompt prompt) {
        String name = replies.model(prompt);
        return prompt.getStep() == null ? models.current(name) : models.at(name, prompt.getStep());
    }

    private Problem unanswerable(Prompt prompt) {
        String model = replies.model(prompt);
        var kept = models.steps(model, LISTED_MAX);
        if (prompt.getStep() != null && !kept.isEmpty()) {
            return new Problem(
                    "step",
                    "step must be one whose checkpoint of model " + model + " is kept, of which the newest are " + kept
                            + ": " + prompt.getStep());
        }
        var pin = models.pin(model);
        return pin.isPresent()
                ? new Problem(
                        "model.pin",
                        "model.pin must be a step of model " + model
                                + " whose checkpoint is kept (inkstream model list): " + pin.getAsLong())
                : new Problem("model", "model must be one of " + listed(models.names()) + ": " + model);
    }

    private static String listed(List<String> names) {
        return names.size() <= LISTED_MAX
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, LISTED_MAX)) + " and " + (names.size() - LISTED_MAX) + " more";
    }

    /** Returns whether it is being answered now; else it was. */
    private boolean begin(PendingPrompt pending, Optional<Models.Loaded> model, Consumer<Outcome> outcomes) {
        if (again(pending, outcomes)) {
            return false;
        }
        if (model.isEmpty()) {
            var problem = unanswerable(pending.prompt());
            outcomes.accept(
                    Outcome.refusal(pending, List.of(replies.error(pending.record(), pending.prompt(), problem))));
            return false;
        }
        byte[] key = pending.record().key();
        Optional<Session> before = key == null
                ? Optional.empty()
                : sessions.get(model.get().name(), key, pending.record().promptedAt());
        var beginning = replies.begin(pending, models, model.get(), before);
        if (beginning instanceof ReplyMapper.Begun begun) {
            begin(pending, begun);
            return true;
        }
        outcomes.accept(Outcome.refusal(pending, ((ReplyMapper.Refused) beginning).replies()));
        return false;
    }

    private void begin(PendingPrompt pending, ReplyMapper.Begun begun) {
        var batch =
                batches.computeIfAbsent(begun.model(), model -> new Batch(engine, model.weights(), model.vocabulary()));
        var one = new Running(pending, begun);
        var prompt = pending.prompt();
        for (var from : begun.from()) {
            var lane = batch.join(from, begun.text(), begun.sampler(), begun.ending(), ReplyMapper.logprobs(prompt));
            one.writings.add(
                    new Sequence(one.writings.size(), lane, begun.model().vocabulary(), ReplyMapper.echo(prompt)));
            lanes++;
        }
        running.add(one);
    }
}
