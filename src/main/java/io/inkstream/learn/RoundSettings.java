package io.inkstream.learn;

import io.inkstream.model.NetworkShape;

/**
 * How the text of one model is shared out among many learners.
 *
 * @param shards learners that begin each round alike; 1: there is one learner, and there are no rounds
 * @param windows that each of them learns in a round
 */
public record RoundSettings(int shards, int windows) {

    /** One learner. */
    public static final RoundSettings ALONE = new RoundSettings(1, 1);

    /** @throws IllegalArgumentException naming the setting that is out of its range, and its value */
    public RoundSettings {
        NetworkShape.requireAtLeastOne("shards", shards);
        NetworkShape.requireAtLeastOne("windows", windows);
    }

    /** Whether there are rounds. */
    public boolean areShared() {
        return shards > 1;
    }

    /** Returns the windows that all shards learn in a round. */
    public int allWindows() {
        return Math.multiplyExact(shards, windows);
    }
}
