package io.inkstream.generate.request;

import io.inkstream.schema.Prompt;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A prompt that was accepted and is not answered yet.
 *
 * @param record the record it came in
 * @param prompt what it says
 * @param begun how far its answer had come when that was last committed
 */
public record PendingPrompt(PromptRecord record, Prompt prompt, Begun begun) {

    /**
     * What readers have seen of an answer.
     *
     * @param step the step of the checkpoint that it is written with; -1 while readers have seen nothing
     * @param continuations what they have seen of each continuation; empty while they have seen nothing
     */
    public record Begun(long step, List<Seen> continuations) {

        public static final Begun NOT = new Begun(-1, List.of());

        public boolean isSeen() {
            return !continuations.isEmpty();
        }

        public Seen of(int continuation) {
            return isSeen() ? continuations.get(continuation) : Seen.NOTHING;
        }
    }

    /**
     * What readers have seen of a continuation.
     *
     * @param pieces how many pieces
     * @param ended whether the last of them ended it
     */
    public record Seen(int pieces, boolean ended) {
        public static final Seen NOTHING = new Seen(0, false);
    }

    public PendingPrompt with(Begun now) {
        return new PendingPrompt(record, prompt, now);
    }

    /** The session; null for a prompt that stands alone. */
    public ByteBuffer session() {
        return record.session();
    }

    /**
     * What may not be worked on at the same time: the prompts of one session, and those that stand alone and have the same
     * idempotency key. Null for any other.
     */
    public Object line() {
        return session() != null ? session() : prompt.getIdempotencyKey();
    }
}
