package io.inkstream.ops.dashboard.prompts;

import io.inkstream.http.Refusal;
import io.inkstream.schema.Prompt;

/** Writes prompts. For any number of threads. */
public interface PromptWriter extends AutoCloseable {

    /**
     * Returns when the prompt is written.
     *
     * @param session the record's key; null for none
     * @throws Refusal if it cannot be written
     */
    void write(byte[] session, Prompt prompt);

    @Override
    void close();
}
