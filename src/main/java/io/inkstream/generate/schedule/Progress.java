package io.inkstream.generate.schedule;

import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.write.Writer;
import java.util.List;

/** What happened to a prompt. */
public sealed interface Progress {

    /**
     * A piece of a continuation is ready, with more to follow.
     *
     * @param pending the prompt, with what readers have seen of it once they have seen this
     */
    record Piece(PendingPrompt pending, SequenceGroup group, Sequence sequence, Sequence.Stretch stretch)
            implements Progress {}

    /**
     * A continuation is written to its end.
     *
     * @param pending the prompt, with what readers have seen of it once they have seen this
     * @param stretch its last piece
     * @param isNew whether readers have not seen it; they have where it was committed before a restart
     * @param isLast whether no other continuation of the prompt is being written any more
     */
    record End(
            PendingPrompt pending,
            SequenceGroup group,
            Sequence sequence,
            Writer.Written written,
            Sequence.Stretch stretch,
            boolean isNew,
            boolean isLast)
            implements Progress {}

    /** A prompt was cancelled before it began. */
    record Dropped(PendingPrompt pending) implements Progress {}

    /**
     * A prompt was cancelled while it was answered.
     *
     * @param unended its continuations that have not ended, as far as readers know
     */
    record Cancelled(SequenceGroup group, List<Sequence> unended) implements Progress {}
}
