package io.inkstream.write;

import io.inkstream.mixture.cache.TextCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the next character is drawn: a value for each option. The methods work in the order in which they are listed here, the temperature
 * behind those that change scores. Immutable.
 */
public final class Sampling {

    /** The most that a method may look back, in ids: as many as a text's position remembers at least. */
    public static final int WINDOW_MAX = 256;

    /** As many as it remembers where it adapts to them. */
    public static final int REMEMBERED_MAX = TextCache.CHARACTERS;

    private static final List<SamplingMethod> METHODS = List.of(
            new RepetitionPenalty(),
            new Temperature(),
            new MinP(),
            new TopK(),
            new TopP(),
            new TypicalP(),
            new ExcludeTopChoices(),
            new CopyMax(),
            new Experts(),
            new Adapt());

    /** All options, each under the name of its field. */
    public static final Map<String, SamplingOption> OPTIONS = options();

    private final Map<SamplingOption, Double> values;

    private Sampling(Map<SamplingOption, Double> values) {
        this.values = values;
    }

    private static Map<String, SamplingOption> options() {
        var options = new LinkedHashMap<String, SamplingOption>();
        METHODS.forEach(method -> method.options().forEach(option -> options.put(option.name(), option)));
        return options;
    }

    /** With every option as it is where it is not given. */
    public static Sampling usual() {
        return new Sampling(Map.of());
    }

    /** At this temperature, and nothing else. */
    public static Sampling at(double temperature) {
        return usual().with("temperature", temperature);
    }

    /**
     * With one option more.
     *
     * @param name of the option
     * @throws IllegalArgumentException naming what is out of its range, and its value, or that there is no such option
     */
    public Sampling with(String name, Number value) {
        var option = Optional.ofNullable(OPTIONS.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "a sampling option must be one of " + String.join(", ", OPTIONS.keySet()) + ": " + name));
        option.problem(value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        var more = new LinkedHashMap<>(values);
        more.put(option, value.doubleValue());
        return new Sampling(more);
    }

    /** With adaptation to what the session reads and writes, unless it says whether it wants that. */
    public Sampling adapting() {
        return Adapt.decided(this);
    }

    /** What is given, or else what is usual. */
    double value(SamplingOption option) {
        return values.getOrDefault(option, option.usual());
    }

    /** What these options do beside the temperature, in order. */
    List<SamplingStep> steps() {
        return METHODS.stream()
                .map(method -> method.step(this))
                .flatMap(Optional::stream)
                .toList();
    }
}
