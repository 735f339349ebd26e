package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/** Divides the logits; 0: the likeliest id, whatever else is asked. {@link Sampler} does it, between what changes scores and what narrows. */
final class Temperature implements SamplingMethod {

    static final SamplingOption TEMPERATURE = SamplingOption.number(
            "temperature", 0, 100, 0.8, "X", "Divides the logits; 0: always the most likely character (default: 0.8).");

    @Override
    public List<SamplingOption> options() {
        return List.of(TEMPERATURE);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        return Optional.empty();
    }
}
