package io.inkstream.generate.request;

import io.inkstream.schema.Prompt;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificData;

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
        options.forEach((option, value) -> changed.put(place(option), written(option, value)));
        return changed;
    }

    private static Object written(SamplingOption option, Number value) {
        if (option.choices().isEmpty()) {
            return option.isWhole() ? (Number) value.intValue() : (Number) value.doubleValue();
        }
        var symbols = Prompt.getClassSchema().getField(option.name()).schema();
        String choice = option.choices().get(value.intValue());
        return SpecificData.get().createEnum(choice.toUpperCase(Locale.ROOT), symbols);
    }

    private static Number value(Prompt prompt, SamplingOption option) {
        var value = prompt.get(place(option));
        return option.choices().isEmpty()
                ? (Number) value
                : option.choices().indexOf(value.toString().toLowerCase(Locale.ROOT));
    }

    private static int place(SamplingOption option) {
        return Prompt.getClassSchema().getField(option.name()).pos();
    }
}
