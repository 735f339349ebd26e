package io.inkstream.text;

/**
 * What may follow so that text stays well-formed. Mutable, and one per text being written: not for use by two threads at
 * once.
 */
public interface Continuation {

    /** Returns whether this id may come next; an id outside the vocabulary may not. */
    boolean allows(int id);

    /**
     * Moves past the next id.
     *
     * @throws IllegalArgumentException if {@link #allows} says no
     */
    void accept(int id);

    /** Returns whether everything accepted so far is whole characters. */
    boolean atBoundary();

    /** Returns how many whole characters (Unicode code points) were accepted so far. */
    int characters();
}
