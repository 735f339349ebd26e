package io.inkstream.generate.admission;

import io.inkstream.engine.Engine;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.Problem;
import io.inkstream.generate.request.SamplingFields;
import io.inkstream.generate.schedule.LoadedModel;
import io.inkstream.generate.schedule.Start;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.Session;
import io.inkstream.schema.Prompt;
import io.inkstream.schema.SessionPolicy;
import io.inkstream.write.Ending;
import io.inkstream.write.Logprobs;
import io.inkstream.write.Sampler;
import java.time.InstantSource;
import java.util.Optional;

/** Says what the writing of a prompt begins from: a function of model, session, prompt and, for a session without a seed, its place. */
public final class Starter {

    private final ReplyMapper replies;
    private final StartPositions positions;
    private final boolean adapts;
    private final InstantSource clock;

    /** @param adapts whether sessions adapt to what they read and write, unless a prompt says */
    public Starter(ReplyMapper replies, Engine engine, boolean adapts, InstantSource clock) {
        this.adapts = adapts;
        this.replies = replies;
        this.positions = new StartPositions(engine);
        this.clock = clock;
    }

    /**
     * Begins a reply.
     *
     * @param models where a session finds the checkpoint that it is pinned to
     * @param newest the checkpoint that answers: the newest of the prompt's model, or that of the step it names
     * @param before the session as it was, empty for a new one
     */
    public Admitted start(PendingPrompt pending, Models models, LoadedModel newest, Optional<Session> before) {
        var prompt = pending.prompt();
        var now = clock.instant();
        if (prompt.getDeadline() != null
                && now.isAfter(prompt.getDeadline())
                && !pending.begun().isSeen()) {
            return Admitted.refused(replies.expired(pending));
        }
        var known = before.filter(session -> !prompt.getReset());
        var model = model(pending, models, newest, known);
        if (model.isEmpty()) {
            return new Admitted.Refused(replies.broken(pending));
        }
        var vocabulary = model.get().vocabulary();
        var session = known.filter(one -> one.isIn(vocabulary));
        if (prompt.getText().isEmpty() && session.isEmpty()) {
            var problem = new Problem("text", "text must not be empty without a session to continue");
            return Admitted.refused(replies.error(pending.record(), prompt, problem));
        }
        var sampler = new Sampler(adapts ? SamplingFields.of(prompt).adapting() : SamplingFields.of(prompt));
        var missed = model.get().weights().mixture().isPresent() ? Optional.<Problem>empty() : missed(sampler);
        if (missed.isPresent()) {
            return Admitted.refused(replies.error(pending.record(), prompt, missed.get()));
        }
        return new Admitted.Started(new Start(
                model.get(),
                positions.of(pending.record(), prompt, session, model.get()),
                vocabulary.encode(prompt.getText()).ids(),
                sampler,
                new Ending(prompt.getLength(), prompt.getMinLength(), prompt.getStop()),
                logprobs(prompt),
                now));
    }

    /** What a prompt asks of a mixture, where there is none. */
    private static Optional<Problem> missed(Sampler sampler) {
        if (sampler.copyMax() > 0) {
            return Optional.of(new Problem(
                    "copyMax",
                    "copyMax must be 0 with a model without a mixture (mixture.bits=0), which keeps no text to compare with: "
                            + sampler.copyMax()));
        }
        return sampler.isNetworkAlone()
                ? Optional.of(new Problem(
                        "experts",
                        "experts must be all with a model without a mixture (mixture.bits=0), whose network writes alone"
                                + " anyway: network"))
                : Optional.empty();
    }

    /** What readers have seen something of goes on with its checkpoint, and so does a session that is pinned, if it can. */
    private static Optional<LoadedModel> model(
            PendingPrompt pending, Models models, LoadedModel newest, Optional<Session> known) {
        var prompt = pending.prompt();
        if (pending.begun().isSeen()) {
            return models.at(newest.name(), pending.begun().step());
        }
        return known.isPresent() && prompt.getPolicy() == SessionPolicy.PINNED && prompt.getStep() == null
                ? models.at(newest.name(), known.get().step()).or(() -> Optional.of(newest))
                : Optional.of(newest);
    }

    /** Of what is written, and of what is shown before it; of a text that is read alone always. */
    private static Logprobs.Wanted logprobs(Prompt prompt) {
        return new Logprobs.Wanted(
                prompt.getLogprobs(), prompt.getLogprobs() > 0 && (prompt.getEcho() || prompt.getLength() == 0));
    }
}
