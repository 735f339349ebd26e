package io.inkstream.learn;

import io.inkstream.engine.Engine;
import io.inkstream.model.Parameters;

/** How surprised a network is by a text. */
public final class Perplexity {

    /** The tutorial's {@code logprob} takes no probability as less than this. */
    private static final double LEAST_PROBABILITY = 1e-10;

    private Perplexity() {}

    /**
     * Returns exp of the mean negative log-probability of each next character, one lane from a state of zero (the tutorial's
     * {@code valid_perplexity}); probabilities below 1e-10 count as that.
     *
     * @param ids the text, as unsigned bytes: the first is only read
     * @throws IllegalArgumentException if there are fewer than 2 ids, or one is outside the vocabulary
     */
    public static double of(Engine engine, Parameters weights, byte[] ids) {
        if (ids.length < 2) {
            throw new IllegalArgumentException("text must have at least 2 characters: " + ids.length);
        }
        var bits = new Reading(engine, weights, Reading.fromZero(weights, 1)).read(new byte[][] {ids});
        return of(bits[0]);
    }

    /**
     * The same of what each character cost.
     *
     * @param bits of each character, at least 1
     */
    public static double of(double[] bits) {
        double most = -StrictMath.log(LEAST_PROBABILITY);
        double sum = 0;
        for (double each : bits) {
            sum += Math.min(most, each * StrictMath.log(2));
        }
        return StrictMath.exp(sum / bits.length);
    }
}
