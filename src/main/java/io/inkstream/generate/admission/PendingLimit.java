package io.inkstream.generate.admission;

import io.inkstream.generate.request.Problem;
import java.util.Optional;

/**
 * How many prompts may be accepted and not answered yet.
 *
 * @param most of all sessions together
 * @param repliesBusy whether a prompt is turned away as soon as there are so many, and then one session may have but a share of them
 */
public record PendingLimit(int most, boolean repliesBusy) {

    /** The key that an error about too many prompts names. */
    private static final String KEY = "prompts.pending.max";

    /** The part of what may wait that one session may have: a quarter. */
    private static final int SHARES = 4;

    /**
     * Why one more prompt is turned away at once; empty if it is not.
     *
     * @param pending prompts that are not answered
     * @param ofSession those of the prompt's session; 0 where it has none
     */
    public Optional<Problem> busy(int pending, int ofSession) {
        if (!repliesBusy) {
            return Optional.empty();
        }
        int share = Math.max(1, most / SHARES);
        if (pending >= most) {
            return Optional.of(new Problem(KEY, KEY + "=" + most + " prompts wait already; send it again later"));
        }
        return ofSession < share
                ? Optional.empty()
                : Optional.of(new Problem(
                        KEY,
                        "a quarter of " + KEY + "=" + most + " is one session's share, and its prompts that wait are "
                                + share + "; send it again later"));
    }

    /** Why one more is turned away where no answering makes room, for want of a model; empty if it is not. */
    public Optional<Problem> full(int pending) {
        return pending < most
                ? Optional.empty()
                : Optional.of(new Problem(
                        KEY,
                        KEY + "=" + most + " prompts wait for a first model already; send it again when there is one"));
    }
}
