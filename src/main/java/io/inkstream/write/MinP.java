package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/** Only ids with at least this share of the likeliest one's probability are drawn; 0: all. */
final class MinP implements SamplingMethod {

    static final SamplingOption MIN_P = SamplingOption.number(
            "minP", 0, 1, 0, "P", "Sample only characters with at least this share of the highest probability.");

    @Override
    public List<SamplingOption> options() {
        return List.of(MIN_P);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        double share = sampling.value(MIN_P);
        return share == 0 ? Optional.empty() : Optional.of(new Step(share));
    }

    /** The likeliest weighs 1. */
    private record Step(double share) implements SamplingStep {
        @Override
        public void narrow(SamplingCandidates candidates, double uniform) {
            for (int id = 0; id < candidates.size(); id++) {
                if (candidates.weight(id) < share) {
                    candidates.remove(id);
                }
            }
        }
    }
}
