package io.inkstream.learn;

import java.util.Locale;

/**
 * A learning rate by step. {@code staircase}: {@code initial * decay^floor(step / every)}, the tutorial's
 * {@code exponential_decay(staircase=True)}. {@code inverse-sqrt}: {@code initial / sqrt(1 + step / every)}, which never comes to an
 * end, as a stream does not.
 *
 * @param initial rate at step 0, but for the warm-up
 * @param schedule how it falls
 * @param decay factor of a staircase, above 0 and at most 1
 * @param every steps between falls of a staircase, or after which the other is at 0.71 of the initial rate; 0: it never falls
 * @param warmUp steps over which it first rises evenly from nothing
 */
public record LearningRate(double initial, Schedule schedule, double decay, long every, long warmUp) {

    /** How a rate falls. */
    public enum Schedule {
        STAIRCASE,
        INVERSE_SQRT;

        /** @throws IllegalArgumentException if there is no schedule of that name */
        public static Schedule named(String name) {
            for (var schedule : values()) {
                if (schedule.toString().equals(name)) {
                    return schedule;
                }
            }
            throw new IllegalArgumentException("learning rate schedule must be staircase or inverse-sqrt: " + name);
        }

        /** The name in the configuration. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @throws IllegalArgumentException if a component is out of its range */
    public LearningRate {
        if (!(initial > 0 && Double.isFinite(initial))) {
            throw new IllegalArgumentException("learning rate must be a number above 0: " + initial);
        }
        if (schedule == null) {
            throw new IllegalArgumentException("learning rate schedule must be given: null");
        }
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("learning rate decay must be above 0 and at most 1: " + decay);
        }
        if (every < 0) {
            throw new IllegalArgumentException("learning rate decay must be every 0 or more steps: " + every);
        }
        if (warmUp < 0) {
            throw new IllegalArgumentException("learning rate warm-up must take 0 or more steps: " + warmUp);
        }
    }

    /** The tutorial's staircase. */
    public LearningRate(double initial, double decay, long every) {
        this(initial, Schedule.STAIRCASE, decay, every, 0);
    }

    /** Returns the rate of a step, counted from 0. */
    public double at(long step) {
        double rate = step < warmUp ? initial * (step + 1) / warmUp : initial;
        if (every == 0) {
            return rate;
        }
        return schedule == Schedule.STAIRCASE
                ? rate * StrictMath.pow(decay, step / every)
                : rate / Math.sqrt(1 + (double) step / every);
    }
}
