package io.inkstream.train;

/**
 * Something to be told of.
 *
 * @param kind what it is
 * @param first the record that was the first of its like; of a drift, the one it was noticed with
 * @param count how many of its like have come
 * @param text the beginning of the record that it is told with
 * @param nearest the earlier one most like it; null: there is none, or it was told of before
 * @param likeness of that one, 0 to 1
 */
record Alert(Kind kind, Line first, long count, String text, Line nearest, double likeness) {

    enum Kind {
        /** A record that is new. */
        NEW,
        /** More of what was told before: the second, fourth, eighth and so on. */
        AGAIN,
        /** Most records have become surprising. */
        DRIFT
    }

    /** A record and its beginning. */
    record Line(int partition, long offset, String text) {}
}
