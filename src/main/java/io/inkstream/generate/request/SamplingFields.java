package io.inkstream.generate.request;

import io.inkstream.schema.Prompt;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.util.Map;
import java.util.Optional;

/** The fields of a prompt that are options of sampling, which {@link Sampling#OPTIONS} declares. */
public final class SamplingFields {

    private SamplingFields() {}

    /** How a prompt wants its characters drawn. */
    public static Sampling of(Prompt prompt) {
        var sampling = Sampling.usual();
        for (var option : Sampling.OPTIONS.values()) {
            sampling = sampling.with(option.name(), value(prompt, option));
        }
        return sampling;
    }

    /** What is wrong with the first option that is out of its range; empty if none is. */
    static Optional<Problem> problem(Prompt prompt) {
        return Sampling.OPTIONS.values().stream()
                .flatMap(option ->
                        option
                                .problem(value(prompt, option))
                                .map(message -> new Problem(option.name(), message))
                                .stream())
                .findFirst();
    }

    /** Returns a prompt with these options; what is not given stays as it is. */
    public static Prompt with(Prompt prompt, Map<SamplingOption, Number> options) {
        var changed = Prompt.newBuilder(prompt).build();
        options.forEach((option, value) -> changed.put(
                place(option), option.isWhole() ? (Number) value.intValue() : (Number) value.doubleValue()));
        return changed;
    }

    private static Number value(Prompt prompt, SamplingOption option) {
        return (Number) prompt.get(place(option));
    }

    private static int place(SamplingOption option) {
        return Prompt.getClassSchema().getField(option.name()).pos();
    }
}
