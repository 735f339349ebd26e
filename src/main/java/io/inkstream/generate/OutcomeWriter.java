package io.inkstream.generate;

import io.inkstream.generate.reply.Outcome;
import io.inkstream.generate.reply.ReplyMapper;
import io.inkstream.generate.request.PromptRecord;
import io.inkstream.generate.store.PendingPromptStore;
import io.inkstream.generate.store.ReplyCache;
import io.inkstream.generate.store.SessionStore;
import io.inkstream.schema.GeneratedText;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Does what comes of prompts: the one place that sends replies and writes stores for them, in the transaction of the moment. */
final class OutcomeWriter {

    private final ProcessorContext<byte[], Object> context;
    private final PendingPromptStore pending;
    private final SessionStore sessions;
    private final ReplyCache answered;
    private final ReplyMapper replies;
    private final CommitPace pace;
    private final GeneratorListener listener;

    OutcomeWriter(
            ProcessorContext<byte[], Object> context,
            PendingPromptStore pending,
            SessionStore sessions,
            ReplyCache answered,
            ReplyMapper replies,
            CommitPace pace,
            GeneratorListener listener) {
        this.context = context;
        this.pending = pending;
        this.sessions = sessions;
        this.answered = answered;
        this.replies = replies;
        this.pace = pace;
        this.listener = listener;
    }

    /** Applies an outcome of a prompt that was kept. */
    void apply(Outcome outcome) {
        var record = outcome.pending().record();
        if (outcome.answered()) {
            pending.remove(record);
        } else {
            pending.put(record, outcome.pending().begun());
        }
        if (record.key() != null) {
            String model = replies.model(outcome.pending().prompt());
            outcome.session().ifPresent(session -> sessions.put(model, record.key(), session, record.promptedAt()));
            if (outcome.forgets()) {
                sessions.delete(model, record.key());
            }
        }
        outcome.replies().forEach(reply -> {
            answered.put(record, outcome.pending().prompt(), reply);
            send(record, reply);
        });
    }

    /** Sends a reply to a prompt that was not kept. */
    void send(PromptRecord record, GeneratedText reply) {
        listener.replied(reply);
        context.forward(
                new Record<byte[], Object>(
                        record.key(),
                        reply,
                        context.currentSystemTimeMs(),
                        record.headers().toHeaders()),
                GeneratorTopology.REPLIES);
        pace.sent();
    }
}
