package io.inkstream.generate;

import io.inkstream.generate.admission.PendingLimit;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.request.Problem;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.request.Request;
import io.inkstream.generate.request.RequestReader;
import io.inkstream.generate.store.PendingPromptStore;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.UnreadableException;
import io.inkstream.serde.registry.RegistryFailures;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Takes prompts in: those that come, and after a start those that were kept. */
final class Intake {

    private final RequestReader requests;
    private final PendingLimit limit;
    private final PendingPromptStore kept;
    private final ReplyMapper replies;
    private final OutcomeWriter outcomes;
    private final DeadLetterWriter deadLetters;
    private final Worker worker;
    /** Kept prompts that cannot be answered, until there is a transaction to say so in. */
    private final List<OutOfOrder> outOfOrder = new ArrayList<>();

    private record OutOfOrder(PendingPrompt pending, Problem problem) {}

    Intake(
            RequestReader requests,
            PendingLimit limit,
            PendingPromptStore kept,
            ReplyMapper replies,
            OutcomeWriter outcomes,
            DeadLetterWriter deadLetters,
            Worker worker) {
        this.requests = requests;
        this.limit = limit;
        this.kept = kept;
        this.replies = replies;
        this.outcomes = outcomes;
        this.deadLetters = deadLetters;
        this.worker = worker;
    }

    /** Takes up what was accepted before the start and is not answered. */
    void takeUp(int partition) {
        kept.forEach(
                partition,
                requests::kept,
                pending -> requests.problem(pending)
                        .ifPresentOrElse(
                                problem -> outOfOrder.add(new OutOfOrder(pending, problem)),
                                () -> worker.accept(pending)));
    }

    /** Tells those who wait for what cannot be answered any more. */
    void putInOrder() {
        kept.deleteStrangers();
        outOfOrder.forEach(each -> {
            var record = each.pending().record();
            kept.remove(record);
            if (!each.problem().field().equals(PromptRules.KEY)) {
                refuse(record, each.pending().prompt(), each.problem());
            }
        });
        outOfOrder.clear();
    }

    /** @throws SerializationException if the registry is out of reach: the record may be good, and is read again when it is back */
    void receive(Record<byte[], byte[]> record, RecordMetadata place) {
        try {
            receive(record, requests.read(record, place));
        } catch (UnreadableException | SerializationException e) {
            if (RegistryFailures.isUnavailable(e)) {
                throw e;
            }
            deadLetters.reject(record, e);
        }
    }

    private void receive(Record<byte[], byte[]> record, Request request) {
        if (request instanceof Request.Ask ask) {
            accept(ask.pending());
        } else if (request instanceof Request.Cancel cancel) {
            // One that finds nothing to cancel has no reply: what it names was answered, or never asked.
            worker.cancel(cancel.record().session(), cancel.id());
        } else if (request instanceof Request.Wrong wrong) {
            refuse(wrong.record(), wrong.prompt(), wrong.problem());
        } else if (request instanceof Request.Unaddressable unaddressable) {
            refuseKey(record, unaddressable);
        }
    }

    /** A dead letter, and whoever is named in it is told without the key. */
    private void refuseKey(Record<byte[], byte[]> record, Request.Unaddressable request) {
        var problem = request.problem();
        deadLetters.reject(record, new UnreadableException(UnreadableException.Reason.KEY_TOO_LONG, problem.message()));
        if (request.prompt().getId() != null) {
            refuse(request.record(), request.prompt(), problem);
        }
    }

    private void accept(PendingPrompt pending) {
        worker.promptCame();
        var session = pending.session();
        var busy = limit.busy(worker.size(), session == null ? 0 : worker.size(session));
        if (busy.isPresent()) {
            refuse(pending.record(), pending.prompt(), busy.get());
            return;
        }
        while (limit.full(worker.size()).isPresent() && worker.step()) {
            // Room is made by answering; without a model nothing is, and the newest has to be turned away.
        }
        var full = limit.full(worker.size());
        if (full.isPresent()) {
            refuse(pending.record(), pending.prompt(), full.get());
            return;
        }
        kept.put(pending.record(), pending.begun());
        worker.accept(pending);
        worker.nudge();
    }

    private void refuse(PromptRecord record, Prompt prompt, Problem problem) {
        outcomes.send(record, replies.error(record, prompt, problem));
    }
}
