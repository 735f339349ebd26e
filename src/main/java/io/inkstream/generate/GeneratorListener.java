package io.inkstream.generate;

import io.inkstream.generate.store.StoreListener;
import io.inkstream.schema.GeneratedText;
import io.inkstream.serde.UnreadableException;

/**
 * Hears what a generator does, to measure it. Called on stream threads: it must be quick and must not throw. What is done again after
 * a transaction was aborted is heard of twice.
 */
public interface GeneratorListener extends StoreListener {

    /** Hears nothing. */
    GeneratorListener NONE = new GeneratorListener() {};

    /** A reply, or a piece of one, is sent. */
    default void replied(GeneratedText reply) {}

    /** All continuations that a task works on went on by one character. */
    default void stepped(int batch) {}

    /**
     * What a task has in hand.
     *
     * @param task its id
     * @param running prompts that are being answered
     * @param waiting prompts that wait for their turn
     */
    default void working(String task, int running, int waiting) {}

    /**
     * Prompts were removed from their topic before they were read.
     *
     * @param offsets how many
     */
    default void unseen(String topic, long offsets) {}

    /** A record became a dead letter. */
    default void rejected(String topic, UnreadableException.Reason reason) {}

    /** A task is closed. */
    default void closed(String task) {}
}
