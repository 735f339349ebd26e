package io.inkstream.train.novelty;

/**
 * Something that was told as new, and what came of it since.
 *
 * @param first the record that was told
 * @param count of its like that have come, it among them
 * @param toldAt what the count was when somebody was told of it last
 * @param likeness the first's
 */
record Told(Alert.Line first, long count, long toldAt, Likeness likeness) {

    private static final int PARTS = 5;

    static Told now(Alert.Line first, Likeness likeness) {
        return new Told(first, 1, 1, likeness);
    }

    Told oneMore() {
        return new Told(first, count + 1, toldAt, likeness);
    }

    /** Whether so many have come that it is worth telling. */
    boolean isDue() {
        return count >= 2 * toldAt;
    }

    Told toldAgain() {
        return new Told(first, count, count, likeness);
    }

    String saved() {
        return count + " " + first.saved() + " " + toldAt;
    }

    /** What gave {@link #saved}, also of a version that did not keep when it was told last. */
    static Told restore(String saved) {
        String[] parts = saved.split(" ", -1);
        long count = Long.parseLong(parts[0]);
        var first = Alert.Line.restore(saved.substring(saved.indexOf(' ') + 1));
        long toldAt = parts.length < PARTS ? Long.highestOneBit(count) : Long.parseLong(parts[PARTS - 1]);
        return new Told(first, count, toldAt, Likeness.of(Likeness.masked(first.text())));
    }
}
