package io.inkstream.write;

import io.inkstream.engine.Softmax;
import io.inkstream.text.Continuation;
import java.util.List;

/**
 * Draws characters as a {@link Sampling} says: in double precision, with {@link io.inkstream.engine.Exponential}, by the inverse of the cumulative
 * distribution in the order of ids. Immutable; shared by threads as it is.
 */
public final class Sampler {

    private final double temperature;
    private final List<SamplingStep> steps;
    private final boolean penalizes;
    private final int copyMax;
    private final boolean networkAlone;
    private final boolean adapts;

    public Sampler(Sampling sampling) {
        temperature = sampling.value(Temperature.TEMPERATURE);
        steps = sampling.steps();
        copyMax = (int) sampling.value(CopyMax.COPY_MAX);
        networkAlone = Experts.isNetworkAlone(sampling);
        adapts = Adapt.isOn(sampling);
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

    /** Whether it draws from a distribution that what was read and written has changed. */
    public boolean adapts() {
        return adapts;
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
        return draw(softmax, continuation, recent, uniform, new SamplingCandidates(softmax.logits().length));
    }

    /** The same. @param candidates of as many ids, overwritten */
    int draw(Softmax softmax, Continuation continuation, Recent recent, double uniform, SamplingCandidates candidates) {
        double[] scores = candidates.scores(softmax.logits(), continuation);
        for (var step : steps) {
            step.penalize(scores, recent);
        }
        int best = candidates.likeliest();
        if (temperature == 0) {
            return best;
        }
        candidates.weigh(known(softmax, scores[best]) ? softmax : null, best, temperature);
        for (var step : steps) {
            step.narrow(candidates, uniform);
        }
        return candidates.draw(uniform, best);
    }

    /** At temperature 1 the weights are there already, unless a penalty moved a logit or the likeliest is not allowed. */
    private boolean known(Softmax softmax, double best) {
        return temperature == 1 && !penalizes && best == softmax.largest() && Double.isFinite(softmax.largest());
    }
}
