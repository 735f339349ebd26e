package io.inkstream.generate.request;

import io.inkstream.schema.Prompt;
import io.inkstream.serde.UnreadableException;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes requests of records: reads a prompt, and checks it once. */
public final class RequestReader {

    private static final Problem NO_SESSION =
            new Problem("key", "the record's key must name the session to forget: null");

    private static final Problem NO_ID = new Problem("id", "id must name the prompts to cancel with cancel: null");

    private final PromptReader prompts;
    private final PromptRules rules;

    public RequestReader(PromptReader prompts, PromptRules rules) {
        this.prompts = prompts;
        this.rules = rules;
    }

    /**
     * @throws UnreadableException if the value is no prompt
     * @throws SerializationException if it claims to be Avro and cannot be read, or the registry is out of reach
     */
    public Request read(Record<byte[], byte[]> record, RecordMetadata place) {
        var read = prompts.read(record.value(), record.headers());
        var badKey = PromptRules.keyProblem(record.key());
        var asked = new PromptRecord(
                badKey.isPresent() ? null : record.key(),
                read.kept(),
                record.timestamp(),
                place.partition(),
                place.offset(),
                PromptHeaders.of(record.headers(), read.jsonReply()));
        if (badKey.isPresent()) {
            return new Request.Unaddressable(asked, read.prompt(), badKey.get());
        }
        return read.problem()
                .<Request>map(problem -> new Request.Wrong(asked, read.prompt(), problem))
                .orElseGet(() -> request(asked, read.prompt()));
    }

    private Request request(PromptRecord record, Prompt prompt) {
        if (prompt.getCancel()) {
            return prompt.getId() == null
                    ? new Request.Wrong(record, prompt, NO_ID)
                    : new Request.Cancel(record, prompt.getId());
        }
        var problem = rules.problem(prompt, record.value().length);
        if (problem.isEmpty() && prompt.getForget() && record.key() == null) {
            problem = Optional.of(NO_SESSION);
        }
        return problem.<Request>map(found -> new Request.Wrong(record, prompt, found))
                .orElseGet(() -> new Request.Ask(new PendingPrompt(record, prompt, PendingPrompt.Begun.NOT)));
    }

    /** A prompt as it was kept. */
    public Prompt kept(byte[] value) {
        return prompts.kept(value);
    }

    /** What is wrong with a prompt that was in order when it was accepted: settings may be others since, and it may be somebody else's. */
    public Optional<Problem> problem(PendingPrompt pending) {
        return PromptRules.keyProblem(pending.record().key())
                .or(() -> rules.problem(pending.prompt(), pending.record().value().length));
    }
}
