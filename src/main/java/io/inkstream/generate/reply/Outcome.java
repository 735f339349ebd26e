package io.inkstream.generate.reply;

import io.inkstream.generate.request.PendingPrompt;
import io.inkstream.generate.store.Session;
import io.inkstream.schema.FinishReason;
import io.inkstream.schema.GeneratedText;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about a prompt, all in one transaction.
 *
 * @param pending the prompt, with what readers have seen of it then
 * @param replies to send; may be empty
 * @param answered whether that ends the prompt
 * @param session the session after it; empty if it has not changed
 */
public record Outcome(PendingPrompt pending, List<GeneratedText> replies, boolean answered, Optional<Session> session) {

    /** These replies end the prompt, and its session stays as it was. */
    public static Outcome ended(PendingPrompt pending, List<GeneratedText> replies) {
        return new Outcome(pending, replies, true, Optional.empty());
    }

    /** Whether the session is to be deleted. */
    public boolean forgets() {
        return replies.stream().anyMatch(reply -> reply.getFinishReason() == FinishReason.FORGOTTEN);
    }
}
