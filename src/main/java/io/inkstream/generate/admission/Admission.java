package io.inkstream.generate.admission;

import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.Problem;
import io.inkstream.generate.schedule.LoadedModel;
import io.inkstream.generate.store.Models;
import io.inkstream.generate.store.ReplyCache;
import io.inkstream.generate.store.Session;
import io.inkstream.generate.store.SessionStore;
import io.inkstream.schema.Prompt;
import java.util.List;
import java.util.Optional;

/** Looks up what a prompt whose turn it is needs: what answered it before, its model, its session. For one thread. */
public final class Admission {

    /** Models, and steps, that an error names. */
    private static final int LISTED_MAX = 20;

    private final Models models;
    private final SessionStore sessions;
    private final ReplyCache answered;
    private final ReplyMapper replies;
    private final Starter starter;

    public Admission(Models models, SessionStore sessions, ReplyCache answered, ReplyMapper replies, Starter starter) {
        this.models = models;
        this.sessions = sessions;
        this.answered = answered;
        this.replies = replies;
        this.starter = starter;
    }

    /** Says what becomes of a prompt; nothing changes by that. */
    public Admitted admit(PendingPrompt pending) {
        var prompt = pending.prompt();
        if (prompt.getForget()) {
            return Admitted.refused(replies.forgotten(pending));
        }
        var model = model(prompt);
        if (model.isEmpty() && models.names().isEmpty()) {
            return new Admitted.Waits();
        }
        var before = answered.find(pending.record(), prompt);
        if (!before.isEmpty()) {
            return new Admitted.Refused(replies.again(pending, before));
        }
        return model.isPresent() ? start(pending, model.get()) : startOrRefuse(pending);
    }

    /** Another thread writes the checkpoints: one that has come since they were looked at answers, and nobody is told that it is not there. */
    private Admitted startOrRefuse(PendingPrompt pending) {
        var problem = unanswerable(pending.prompt());
        return model(pending.prompt())
                .map(model -> start(pending, model))
                .orElseGet(() -> Admitted.refused(replies.error(pending.record(), pending.prompt(), problem)));
    }

    private Admitted start(PendingPrompt pending, LoadedModel model) {
        return starter.start(pending, models, model, session(pending, model));
    }

    private Optional<LoadedModel> model(Prompt prompt) {
        String name = replies.model(prompt);
        return prompt.getStep() == null ? models.current(name) : models.at(name, prompt.getStep());
    }

    private Optional<Session> session(PendingPrompt pending, LoadedModel model) {
        byte[] key = pending.record().key();
        return key == null
                ? Optional.empty()
                : sessions.get(model.name(), key, pending.record().promptedAt());
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
}
