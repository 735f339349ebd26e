package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/** Only the likeliest ids that together have this probability are drawn (Holtzman et al. 2020); 1: all. */
final class TopP implements SamplingMethod {

    static final SamplingOption TOP_P = SamplingOption.positive(
            "topP", 1, 1, "P", "Sample only from the most likely characters that together have this probability.");

    @Override
    public List<SamplingOption> options() {
        return List.of(TOP_P);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        double share = sampling.value(TOP_P);
        return share == 1 ? Optional.empty() : Optional.of(new Step(share));
    }

    private record Step(double share) implements SamplingStep {
        @Override
        public void narrow(SamplingCandidates candidates, double uniform) {
            candidates.keep(candidates.byWeight(), candidates.size(), share);
        }
    }
}
