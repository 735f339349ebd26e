package io.inkstream.write;

import io.inkstream.model.CounterRandom;
import java.util.List;
import java.util.Optional;

/**
 * XTC, "exclude top choices" (Weidmann 2024, as in llama.cpp): for so large a share of the draws, of all ids that have at least the
 * threshold's probability only the least likely may be drawn. So a sensible choice is always left, but not always the most common one.
 */
final class ExcludeTopChoices implements SamplingMethod {

    static final SamplingOption XTC_PROBABILITY = SamplingOption.number(
            "xtcProbability",
            0,
            1,
            0,
            "P",
            "With this probability, exclude all likely characters but the least likely (default: 0, never).");

    static final SamplingOption XTC_THRESHOLD = SamplingOption.positive(
            "xtcThreshold",
            1,
            0.1,
            "P",
            "Probability above which a character is likely for --xtc-probability (default: 0.1).");

    @Override
    public List<SamplingOption> options() {
        return List.of(XTC_PROBABILITY, XTC_THRESHOLD);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        double share = sampling.value(XTC_PROBABILITY);
        return share == 0 ? Optional.empty() : Optional.of(new Step(share, sampling.value(XTC_THRESHOLD)));
    }

    private record Step(double share, double threshold) implements SamplingStep {
        @Override
        public void narrow(SamplingCandidates candidates, double uniform) {
            if (chance(uniform) >= share) {
                return;
            }
            double least = threshold * candidates.sum();
            int kept = -1;
            for (int id : candidates.byWeight()) {
                if (candidates.weight(id) > 0 && candidates.weight(id) >= least) {
                    if (kept >= 0) {
                        candidates.remove(kept);
                    }
                    kept = id;
                }
            }
        }

        /** A second number made of the draw's own, so that the draws behind this one take the same numbers as without it. */
        private static double chance(double uniform) {
            return new CounterRandom(Double.doubleToRawLongBits(uniform), 0).uniform();
        }
    }
}
