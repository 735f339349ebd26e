package io.inkstream.lstm;

/**
 * A learning rate that falls by steps: {@code initial * decay^floor(step / every)}, the tutorial's
 * {@code exponential_decay(staircase=True)}.
 *
 * @param initial rate at step 0
 * @param decay factor, above 0 and at most 1
 * @param every steps between falls; 0: it never falls
 */
public record LearningRate(double initial, double decay, long every) {

    /** @throws IllegalArgumentException if a component is out of its range */
    public LearningRate {
        if (!(initial > 0 && Double.isFinite(initial))) {
            throw new IllegalArgumentException("learning rate must be a number above 0: " + initial);
        }
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("learning rate decay must be above 0 and at most 1: " + decay);
        }
        if (every < 0) {
            throw new IllegalArgumentException("learning rate decay must be every 0 or more steps: " + every);
        }
    }

    /** Returns the rate of a step, counted from 0. */
    public double at(long step) {
        return every == 0 ? initial : initial * StrictMath.pow(decay, step / every);
    }
}
