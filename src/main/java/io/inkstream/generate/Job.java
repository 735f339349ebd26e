package io.inkstream.generate;

import io.inkstream.schema.Prompt;
import java.nio.ByteBuffer;

/**
 * A prompt that was accepted and is not answered yet.
 *
 * @param asked the record it came in
 * @param prompt what it says
 * @param begun how far its answer had come when that was last committed
 */
record Job(Asked asked, Prompt prompt, Begun begun) {

    /**
     * What readers have seen of a reply in pieces.
     *
     * @param step the step of the checkpoint that it is written with; -1 while there are none
     * @param pieces how many pieces there are
     */
    record Begun(long step, int pieces) {
        static final Begun NOT = new Begun(-1, 0);
    }

    Job with(Begun now) {
        return new Job(asked, prompt, now);
    }

    /** What may not be worked on at the same time: the prompts of one session. Null for a prompt that stands alone. */
    ByteBuffer session() {
        return asked.key() == null ? null : ByteBuffer.wrap(asked.key());
    }
}
