package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/**
 * Whose say it is what comes next: that of all of a model's experts, or of its network alone. The mixture then reads along and is not asked.
 * A {@link Batch} sees to it, since it is decided before there is a distribution.
 */
final class Experts implements SamplingMethod {

    private static final String NETWORK = "network";

    static final SamplingOption EXPERTS = SamplingOption.choice(
            "experts",
            List.of("all", NETWORK),
            "Write with the mixture and the network, or with the network alone (default: all).");

    @Override
    public List<SamplingOption> options() {
        return List.of(EXPERTS);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        return Optional.empty();
    }

    static boolean isNetworkAlone(Sampling sampling) {
        return EXPERTS.choices().get((int) sampling.value(EXPERTS)).equals(NETWORK);
    }
}
