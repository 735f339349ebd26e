package io.inkstream.generate.store;

/** Hears what a generator's stores find that is of no use. Called on stream threads: it must be quick and must not throw. */
public interface StoreListener {

    /** A record of a topic that is not the prompts' was of no use and was passed over. */
    default void passedOver(String topic) {}

    /** A whole checkpoint was refused: the one before keeps answering. */
    default void refused() {}
}
