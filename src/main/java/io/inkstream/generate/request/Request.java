package io.inkstream.generate.request;

import io.inkstream.schema.Prompt;

/** What a record of {@code prompts} asks. */
public sealed interface Request {

    /** A prompt to answer. */
    record Ask(PendingPrompt pending) implements Request {}

    /** Prompts to cancel: those of the record's session whose replies have this id. */
    record Cancel(PromptRecord record, String id) implements Request {}

    /** A prompt that cannot be answered, and is told why. */
    record Wrong(PromptRecord record, Prompt prompt, Problem problem) implements Request {}

    /**
     * A prompt whose key no reply can carry.
     *
     * @param record without the key
     */
    record Unaddressable(PromptRecord record, Prompt prompt, Problem problem) implements Request {}
}
