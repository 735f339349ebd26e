package io.inkstream.write;

import java.util.List;
import java.util.Optional;

/**
 * Whether what a session has read and written changes what it expects ({@link Adaptation}). A {@link Lane} sees to it, since all that is made of a
 * distribution is made of the changed one.
 */
final class Adapt implements SamplingMethod {

    private static final String ON = "on";

    /** What is not said is decided by whoever makes a {@link Sampler} of it. */
    static final SamplingOption ADAPT = SamplingOption.choice(
            "adapt",
            List.of("default", ON, "off"),
            "Adapt to what the session reads and writes (default: as session.adapt says).");

    @Override
    public List<SamplingOption> options() {
        return List.of(ADAPT);
    }

    @Override
    public Optional<SamplingStep> step(Sampling sampling) {
        return Optional.empty();
    }

    static boolean isOn(Sampling sampling) {
        return sampling.value(ADAPT) == ADAPT.choices().indexOf(ON);
    }

    /** Decides what is left open. */
    static Sampling decided(Sampling sampling) {
        return sampling.value(ADAPT) == ADAPT.usual()
                ? sampling.with(ADAPT.name(), ADAPT.choices().indexOf(ON))
                : sampling;
    }
}
