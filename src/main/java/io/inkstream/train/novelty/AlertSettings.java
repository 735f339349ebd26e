package io.inkstream.train.novelty;

import io.inkstream.checkpoint.Checkpoint;
import java.util.Optional;

/**
 * How often, and with what, somebody wants to be told of records that are new.
 *
 * @param perDay alerts in a day of records, by their times; 0: none
 * @param share of the records that are alerts, 0 to 1, in the place of {@code perDay} where it is above 0
 * @param text which text goes with an alert
 */
public record AlertSettings(double perDay, double share, Text text) {

    /** No alerts. */
    public static final AlertSettings NONE = new AlertSettings(0, 0, Text.NONE);

    /** Which text an alert has. */
    public enum Text {
        /** The record's beginning, and that of the one nearest to it. */
        RECORD,
        /** The most surprising stretch alone. */
        STRETCH,
        NONE
    }

    boolean wanted() {
        return perDay > 0 || share > 0;
    }

    String saved() {
        return perDay + " " + share + " " + text;
    }

    static AlertSettings restore(String saved) {
        String[] parts = saved.split(" ");
        return new AlertSettings(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Text.valueOf(parts[2]));
    }

    /** Whether a checkpoint was made with scores. */
    public static boolean hasScores(Checkpoint checkpoint) {
        return RecordScores.areIn(checkpoint.trainer());
    }

    /** Those that a checkpoint was made with; empty where it does not say. */
    public static Optional<AlertSettings> of(Checkpoint checkpoint) {
        var saved = checkpoint.trainer();
        if (!saved.containsKey(News.STATE)) {
            return Optional.of(NONE);
        }
        return Optional.ofNullable(saved.get(News.SETTINGS)).map(AlertSettings::restore);
    }
}
