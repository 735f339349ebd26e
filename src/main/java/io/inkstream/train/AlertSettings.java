package io.inkstream.train;

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
}
