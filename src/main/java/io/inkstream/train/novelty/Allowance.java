package io.inkstream.train.novelty;

/**
 * How many alerts are left of those that the rate asked for allows: each record adds the share of records that somebody wants to be told of, each
 * alert takes one. What is saved up is bounded, and so is what is owed, so that a day without alerts is not made up for by the next, nor one with many.
 */
final class Allowance {

    /** Alerts that are saved up, or owed, at most. */
    private static final double MOST = 5;

    private double left;

    private Allowance(double left) {
        this.left = left;
    }

    /** As much as can be saved up. */
    static Allowance full() {
        return new Allowance(MOST);
    }

    /** A record has come. @param share of the records that are to be told */
    void add(double share) {
        left = Math.min(MOST, left + share);
    }

    /** Somebody was told. */
    void take() {
        left = Math.max(-MOST, left - 1);
    }

    boolean hasOne() {
        return left >= 1;
    }

    String saved() {
        return Double.toString(left);
    }

    static Allowance restore(String saved) {
        return new Allowance(Double.parseDouble(saved));
    }
}
