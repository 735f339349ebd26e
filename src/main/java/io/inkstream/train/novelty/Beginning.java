package io.inkstream.train.novelty;

/**
 * A record's beginning, and what it is compared by.
 *
 * @param masked the text with what varies masked
 */
record Beginning(String text, String masked, Likeness likeness) {

    static Beginning of(String text) {
        String masked = Likeness.masked(text);
        return new Beginning(text, masked, Likeness.of(masked));
    }
}
