package io.inkstream.generate.store;

/**
 * Hears of entries of a store that none of ours are like: whoever may write to its changelog can have put them there. They are
 * taken for none, for what ends a task on one of them would end it again after every restore.
 */
@FunctionalInterface
public interface StrangeEntries {

    /** Hears nothing. */
    StrangeEntries NONE = (store, reason) -> {};

    /**
     * One was found.
     *
     * @param store its store
     * @param reason what was expected and what was found
     */
    void found(String store, RuntimeException reason);
}
