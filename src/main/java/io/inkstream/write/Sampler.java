package io.inkstream.write;

import io.inkstream.engine.Exponential;
import io.inkstream.engine.Softmax;
import io.inkstream.text.Continuation;
import java.util.List;

/**
 * Draws characters as a {@link Sampling} says: in double precision, with {@link Exponential}, by the inverse of the cumulative
 * distribution in the order of ids. Immutable; shared by threads as it is.
 */
public final class Sampler {

    private final double temperature;
    private final List<SamplingStep> steps;
    private final boolean penalizes;
    private final int copyMax;
    private final boolean networkAlone;

    public Sampler(Sampling sampling) {
        temperature = sampling.value(Temperature.TEMPERATURE);
        steps = sampling.steps();
        copyMax = (int) sampling.value(CopyMax.COPY_MAX);
        networkAlone = Experts.isNetworkAlone(sampling);
        penalizes = steps.stream().anyMatch(SamplingStep::penalizes);
    }

    /** Returns a sampler from the softmax at this temperature. */
    public static Sampler at(double temperature) {
        return new Sampler(Sampling.at(temperature));
    }

    /** How many ids in a row may not be a copy of what was learned; 0: any number may. */
    public int copyMax() {
        return copyMax;
    }

    /** Whether it draws from the network's own distribution, and a mixture beside it has no say. */
    public boolean isNetworkAlone() {
        return networkAlone;
    }

    /**
     * Draws an id.
     *
     * @param softmax of the logits; one that is not a number is never drawn while another may be
     * @param continuation only ids it allows are drawn; not moved on
     * @param recent what was read and written last
     * @param uniform the random number of this draw, in [0, 1)
     * @throws IllegalArgumentException if the continuation allows none of the ids
     */
    public int draw(Softmax softmax, Continuation continuation, Recent recent, double uniform) {
        var scores = scores(softmax.logits());
        for (var step : steps) {
            step.penalize(scores, recent);
        }
        int best = likeliest(scores, continuation);
        if (temperature == 0) {
            return best;
        }
        var weights = weights(softmax, scores, best);
        for (int id = 0; id < weights.length; id++) {
            if (Double.isNaN(weights[id]) || !continuation.allows(id)) {
                weights[id] = 0;
            }
        }
        var candidates = new SamplingCandidates(weights);
        for (var step : steps) {
            step.narrow(candidates, uniform);
        }
        return candidates.draw(uniform, best);
    }

    private static double[] scores(float[] logits) {
        var scores = new double[logits.length];
        for (int id = 0; id < logits.length; id++) {
            scores[id] = logits[id];
        }
        return scores;
    }

    private static int likeliest(double[] scores, Continuation continuation) {
        int best = -1;
        for (int id = 0; id < scores.length; id++) {
            if (continuation.allows(id) && (best < 0 || scores[id] > scores[best] || Double.isNaN(scores[best]))) {
                best = id;
            }
        }
        if (best < 0) {
            throw new IllegalArgumentException("a continuation must allow at least 1 of " + scores.length + " ids: 0");
        }
        return best;
    }

    /** At temperature 1 they are there already, unless a penalty moved a logit or the likeliest is not allowed. */
    private double[] weights(Softmax softmax, double[] scores, int best) {
        boolean known = temperature == 1
                && !penalizes
                && scores[best] == softmax.largest()
                && Double.isFinite(softmax.largest());
        return known ? softmax.exponentials() : exponentials(scores, scores[best]);
    }

    /** The softmax's numerators; that of the likeliest is 1. What is not allowed may be likelier, but is not drawn. */
    private double[] exponentials(double[] scores, double largest) {
        var exponentials = new double[scores.length];
        for (int id = 0; id < scores.length; id++) {
            // Of equals the difference may be no number: they may be infinite.
            exponentials[id] = scores[id] >= largest ? 0 : (scores[id] - largest) / temperature;
        }
        Exponential.of(exponentials);
        return exponentials;
    }
}
