package io.inkstream.train.novelty;

/**
 * Mean and variance of values as they come: of all of them while they are few, and then with weights of 1/horizon that fall with a
 * value's age. A value that is far off counts as one at three standard deviations (winsorizing), or the first few of many strange values
 * would hide the rest. Not for use by two threads at once.
 */
public final class Distribution {

    /** Values before the first that is compared with them. */
    private static final int LEAST = 30;

    /** Standard deviations that a value is taken to be off at most. */
    private static final double FAR = 3;

    private final int horizon;
    private long count;
    private double mean;
    private double variance;

    /** @param horizon values that the mean reaches back to, at least 1 */
    public Distribution(int horizon) {
        this(horizon, 0, 0, 0);
    }

    Distribution(int horizon, long count, double mean, double variance) {
        this.horizon = horizon;
        this.count = count;
        this.mean = mean;
        this.variance = variance;
    }

    /** How many standard deviations a value lies above the mean; null before 30 values, and while all were alike. */
    public Double z(double value) {
        return count >= LEAST && variance > 0 ? (value - mean) / deviation() : null;
    }

    public void add(double value) {
        double far = z(value) == null ? Double.MAX_VALUE : FAR * deviation();
        double difference = Math.max(-far, Math.min(far, value - mean));
        count++;
        double weight = 1.0 / Math.min(count, horizon);
        mean += weight * difference;
        variance = (1 - weight) * (variance + weight * difference * difference);
    }

    public double mean() {
        return mean;
    }

    public double deviation() {
        return Math.sqrt(variance);
    }

    long count() {
        return count;
    }

    double variance() {
        return variance;
    }
}
