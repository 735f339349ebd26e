package io.inkstream.gateway;

import io.inkstream.schema.Prompt;
import java.util.Optional;

/** Where prompts are written, and their replies come from. For any number of threads. */
interface PromptLine extends AutoCloseable {

    /**
     * Writes a prompt; what comes of it comes to the exchange, one of whose ids it has, until it is told to {@link #leave}.
     *
     * @param session null for none
     */
    void send(Prompt prompt, String session, Exchange exchange);

    /** Hands nothing more to it. */
    void leave(Exchange exchange);

    /**
     * Ends the prompts of an exchange that are not answered, and that nobody waits for any more.
     *
     * @param session null for none
     */
    void cancel(String session, Exchange exchange);

    /** Whether replies are being read. */
    boolean isReading();

    /** Why prompts can be written no more, or replies read no more, until it is started again; nothing while all is well. */
    Optional<String> trouble();

    /** Tells those who wait that nothing more comes, and those who ask from now on. */
    void end();

    @Override
    void close();
}
