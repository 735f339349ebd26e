package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/**
 * Only the ids whose surprise is nearest to what is to be expected, the entropy, and that together have this probability, are drawn (locally
 * typical sampling; Meister et al. 2022, "Locally typical sampling", section 4); 1: all.
 */
final class TypicalP implements SamplingMethod {

    static final SamplingOption TYPICAL_P = SamplingOption.positive(
            "typicalP",
            1,
            1,
            "P",
            "Sample only from the characters of typical surprisal that together have this probability.");

    @Override
    public List<SamplingOption> options() {
        return List.of(TYPICAL_P);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        double share = sampling.value(TYPICAL_P);
        return share == 1 ? Optional.empty() : Optional.of(new Step(share));
    }

    private record Step(double share) implements SamplingStep {
        @Override
        public void narrow(SamplingCandidates candidates, double uniform) {
            double sum = candidates.sum();
            var surprises = new double[candidates.size()]; // nats
            double entropy = 0;
            for (int id = 0; id < surprises.length; id++) {
                double probability = candidates.weight(id) / sum;
                surprises[id] = -StrictMath.log(probability);
                entropy += probability > 0 ? probability * surprises[id] : 0;
            }
            for (int id = 0; id < surprises.length; id++) {
                surprises[id] = Math.abs(surprises[id] - entropy);
            }
            // What may not be drawn is infinitely surprising, and so the last.
            int[] order = candidates.sorted(surprises);
            candidates.keep(order, order.length, share);
        }
    }
}
