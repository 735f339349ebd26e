package io.inkstream.generate.schedule;

import io.inkstream.generate.request.PendingPrompt;
import java.util.ArrayList;
import java.util.List;

/** A prompt that is being answered: a sequence for each of its continuations. For one thread. */
public final class SequenceGroup {

    private final PendingPrompt pending;
    private final Start start;
    private final List<Sequence> sequences = new ArrayList<>();

    SequenceGroup(PendingPrompt pending, Start start) {
        this.pending = pending;
        this.start = start;
    }

    void add(Sequence sequence) {
        sequences.add(sequence);
    }

    /** The prompt as it was when it began. */
    public PendingPrompt pending() {
        return pending;
    }

    public Start start() {
        return start;
    }

    /** In the order of their indices. */
    public List<Sequence> sequences() {
        return sequences;
    }

    boolean isEnded() {
        for (var sequence : sequences) {
            if (!sequence.isEnded()) {
                return false;
            }
        }
        return true;
    }

    /** What was committed before a restart is not sent again; it is cut as it was then. */
    boolean isNew(Sequence sequence, int piece) {
        return piece >= pending.begun().of(sequence.index()).pieces();
    }

    /** The prompt, with what readers have seen once they have seen all that is there. */
    PendingPrompt seen() {
        var seen = sequences.stream()
                .map(sequence -> {
                    var before = pending.begun().of(sequence.index());
                    return new PendingPrompt.Seen(
                            Math.max(sequence.pieces(), before.pieces()), sequence.isEnded() || before.ended());
                })
                .toList();
        return pending.with(new PendingPrompt.Begun(start.model().step(), seen));
    }
}
