package io.inkstream.generate;

import io.inkstream.generate.admission.PendingLimit;
import io.inkstream.generate.request.PromptRules;
import io.inkstream.generate.request.ValueFormats;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the generator topology is built from.
 *
 * @param defaultModel the model of prompts that name none
 * @param lengthMax the longest continuation, in characters (code points)
 * @param textMax the longest text of a prompt, in characters (code points)
 * @param pendingMax prompts that may be accepted and not answered yet
 * @param whenFull what becomes of a prompt when there are so many
 * @param batchMax continuations that are written side by side
 * @param pin the step of the default model that alone answers; empty: what was promoted, or the newest
 * @param sessionTtl how long after its last prompt a session has ended; zero: never
 * @param sessionsInMemory whether sessions are kept in the heap, instead of RocksDB
 * @param idempotencyTtl how long the replies to prompts with an idempotency key are kept
 * @param shadow the model whose newest checkpoint scores each reply as well
 * @param replyTopics those that a prompt may ask to have its replies on, in a header
 * @param formats of prompts and replies whose headers do not say
 */
public record GeneratorSettings(
        String defaultModel,
        int lengthMax,
        int textMax,
        int pendingMax,
        WhenFull whenFull,
        int batchMax,
        OptionalLong pin,
        Duration sessionTtl,
        boolean sessionsInMemory,
        Duration idempotencyTtl,
        Optional<String> shadow,
        Set<String> replyTopics,
        ValueFormats formats) {

    /** With replies on their own topic alone, and usual formats. */
    public GeneratorSettings(
            String defaultModel,
            int lengthMax,
            int textMax,
            int pendingMax,
            WhenFull whenFull,
            int batchMax,
            OptionalLong pin,
            Duration sessionTtl,
            boolean sessionsInMemory,
            Duration idempotencyTtl,
            Optional<String> shadow) {
        this(
                defaultModel,
                lengthMax,
                textMax,
                pendingMax,
                whenFull,
                batchMax,
                pin,
                sessionTtl,
                sessionsInMemory,
                idempotencyTtl,
                shadow,
                Set.of(),
                ValueFormats.USUAL);
    }

    /** What becomes of a prompt when as many as may be accepted wait already. */
    public enum WhenFull {
        /** It waits in Kafka. */
        WAIT,
        /** It is answered with an error at once, and so is one of a session that has its share of what may wait. */
        REPLY_BUSY
    }

    PendingLimit pendingLimit() {
        return new PendingLimit(pendingMax, whenFull == WhenFull.REPLY_BUSY);
    }

    PromptRules promptRules() {
        return new PromptRules(lengthMax, textMax);
    }
}
