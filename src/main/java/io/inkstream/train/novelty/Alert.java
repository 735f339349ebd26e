package io.inkstream.train.novelty;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

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
        /** More of what was told before: twice as many as were told last. */
        AGAIN,
        /** Most records have become surprising. */
        DRIFT
    }

    /** A record and its beginning. */
    record Line(int partition, long offset, String text) {

        String saved() {
            return partition + " " + offset + " "
                    + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What gave {@link #saved}. @param saved whatever stands behind it is not looked at */
        static Line restore(String saved) {
            String[] parts = saved.split(" ", -1);
            return new Line(
                    Integer.parseInt(parts[0]),
                    Long.parseLong(parts[1]),
                    new String(Base64.getDecoder().decode(parts[2]), StandardCharsets.UTF_8));
        }
    }
}
