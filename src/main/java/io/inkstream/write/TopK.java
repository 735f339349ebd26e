package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/** Only the so many likeliest ids are drawn; 0: all. */
final class TopK implements SamplingMethod {

    static final SamplingOption TOP_K =
            SamplingOption.whole("topK", "ids", 0, 256, 0, "Sample only from the N most likely characters.");

    @Override
    public List<SamplingOption> options() {
        return List.of(TOP_K);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        int most = (int) sampling.value(TOP_K);
        return most == 0 ? Optional.empty() : Optional.of(new Step(most));
    }

    private record Step(int most) implements SamplingStep {
        @Override
        public void narrow(SamplingCandidates candidates, double uniform) {
            candidates.keep(candidates.byWeight(), Math.min(most, candidates.size()), 1);
        }
    }
}
