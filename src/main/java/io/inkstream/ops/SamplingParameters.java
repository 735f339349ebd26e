package io.inkstream.ops;

import io.inkstream.http.Field;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The options of sampling as fields of a request: each has the range that it is declared with. */
public final class SamplingParameters {

    private SamplingParameters() {}

    /**
     * @param name what an option is called in the request
     * @param into where what is given is gathered
     */
    public static <T> List<Field<T>> fields(
            Function<SamplingOption, String> name, Function<T, Map<SamplingOption, Number>> into) {
        return Sampling.OPTIONS.values().stream()
                .map(option -> field(name.apply(option), option, into))
                .toList();
    }

    private static <T> Field<T> field(
            String name, SamplingOption option, Function<T, Map<SamplingOption, Number>> into) {
        if (!option.choices().isEmpty()) {
            return Field.oneOf(
                    name, option.choices(), (draft, place) -> into.apply(draft).put(option, place));
        }
        if (option.isWhole()) {
            return Field.whole(
                    name,
                    (long) option.lowest(),
                    (long) option.most(),
                    (draft, value) -> into.apply(draft).put(option, value));
        }
        return option.isAboveZero()
                ? Field.positive(
                        name, option.most(), (draft, value) -> into.apply(draft).put(option, value))
                : Field.number(
                        name,
                        option.least(),
                        option.most(),
                        (draft, value) -> into.apply(draft).put(option, value));
    }
}
