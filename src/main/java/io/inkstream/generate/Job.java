package io.inkstream.generate;

import io.inkstream.schema.Prompt;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A prompt that was accepted and is not answered yet.
 *
 * @param asked the record it came in
 * @param prompt what it says
 * @param begun how far its answer had come when that was last committed
 */
record Job(Asked asked, Prompt prompt, Begun begun) {

    /**
     * What readers have seen of an answer.
     *
     * @param step the step of the checkpoint that it is written with; -1 while readers have seen nothing
     * @param continuations what they have seen of each continuation; empty while they have seen nothing
     */
    record Begun(long step, List<Seen> continuations) {

        static final Begun NOT = new Begun(-1, List.of());

        boolean isSeen() {
            return !continuations.isEmpty();
        }

        Seen of(int continuation) {
            return isSeen() ? continuations.get(continuation) : Seen.NOTHING;
        }
    }

    /**
     * What readers have seen of a continuation.
     *
     * @param pieces how many pieces
     * @param ended whether the last of them ended it
     */
    record Seen(int pieces, boolean ended) {
        static final Seen NOTHING = new Seen(0, false);
    }

    Job with(Begun now) {
        return new Job(asked, prompt, now);
    }

    /** The session; null for a prompt that stands alone. */
    ByteBuffer session() {
        return asked.session();
    }

    /**
     * What may not be worked on at the same time: the prompts of one session, and those that stand alone and have the same
     * idempotency key. Null for any other.
     */
    Object line() {
        return session() != null ? session() : prompt.getIdempotencyKey();
    }
}
