package io.inkstream.write;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Divides a positive logit, multiplies a negative one, of an id that was read or written lately (Keskar et al. 2019, section 4.1); 1: none.
 * How many ids back "lately" reaches is an option too.
 */
final class RepetitionPenalty implements SamplingMethod {

    static final SamplingOption REPETITION_PENALTY = SamplingOption.positive(
            "repetitionPenalty",
            100,
            1,
            "X",
            "Reduce the probability of recent characters by this factor (default: 1, none).");

    static final SamplingOption REPETITION_WINDOW = SamplingOption.whole(
            "repetitionWindow",
            "ids",
            0,
            Sampling.WINDOW_MAX,
            64,
            "Number of characters that count as recent (default: 64).");

    @Override
    public List<SamplingOption> options() {
        return List.of(REPETITION_PENALTY, REPETITION_WINDOW);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        double penalty = sampling.value(REPETITION_PENALTY);
        return penalty == 1
                ? Optional.empty()
                : Optional.of(new Step(penalty, (int) sampling.value(REPETITION_WINDOW)));
    }

    private record Step(double penalty, int window) implements SamplingStep {
        @Override
        public boolean penalizes() {
            return true;
        }

        @Override
        public void penalize(double[] scores, Recent recent) {
            var seen = new BitSet(scores.length);
            int most = Math.min(recent.size(), window);
            for (int back = 0; back < most; back++) {
                int id = recent.back(back);
                if (!seen.get(id)) {
                    seen.set(id);
                    scores[id] = scores[id] > 0 ? scores[id] / penalty : scores[id] * penalty;
                }
            }
        }
    }
}
