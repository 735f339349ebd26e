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
 * @param model which model answers
 * @param rules what a prompt may ask for
 * @param pending how many prompts may wait
 * @param batchMax continuations that are written side by side
 * @param stores what is kept, and how long
 * @param replyTopics those that a prompt may ask to have its replies on, in a header
 * @param formats of prompts and replies whose headers do not say
 */
public record GeneratorSettings(
        Model model,
        PromptRules rules,
        PendingLimit pending,
        int batchMax,
        Stores stores,
        Set<String> replyTopics,
        ValueFormats formats) {

    /**
     * Which model answers.
     *
     * @param name the model of prompts that name none
     * @param pin the step of that model that alone answers; empty: what was promoted, or the newest
     * @param shadow the model whose newest checkpoint scores each reply as well
     */
    public record Model(String name, OptionalLong pin, Optional<String> shadow) {}

    /**
     * What is kept, and how long.
     *
     * @param sessionTtl how long after its last prompt a session has ended; zero: never
     * @param sessionsInMemory whether sessions are kept in the heap, instead of RocksDB
     * @param sessionsAdapt whether sessions keep what they read and write to adapt to it, unless a prompt says
     * @param idempotencyTtl how long the replies to prompts with an idempotency key are kept
     */
    public record Stores(
            Duration sessionTtl, boolean sessionsInMemory, boolean sessionsAdapt, Duration idempotencyTtl) {}
}
