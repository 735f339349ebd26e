package io.inkstream.cli.prompt;

import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Gives a command a flag for each option of sampling; what is given of them it is told. */
public final class SamplingArguments implements IModelTransformer {

    /** A command with these flags. */
    public interface Taker {

        /** Where what is given is gathered. */
        Map<SamplingOption, Number> sampling();
    }

    /** What is given of the flags of one command. */
    public static Map<SamplingOption, Number> none() {
        return new HashMap<>();
    }

    @Override
    public CommandSpec transform(CommandSpec command) {
        var taker = (Taker) command.userObject();
        Sampling.OPTIONS.values().forEach(option -> command.addOption(flag(option, taker)));
        return command;
    }

    private static OptionSpec flag(SamplingOption option, Taker taker) {
        var flag = OptionSpec.builder(option.flag());
        if (!option.choices().isEmpty()) {
            flag.completionCandidates(option.choices()).converters(text -> place(option, text));
        }
        return flag.paramLabel(option.label())
                .type(option.isWhole() ? Integer.class : Double.class)
                .description(option.help())
                .setter(new ISetter() {
                    @Override
                    public <T> T set(T value) {
                        // Before each use of the command it is told null.
                        if (value == null) {
                            taker.sampling().remove(option);
                        } else {
                            taker.sampling().put(option, (Number) value);
                        }
                        return value;
                    }
                })
                .build();
    }

    private static Integer place(SamplingOption option, String text) {
        int place = option.choices().indexOf(text.toLowerCase(Locale.ROOT));
        if (place < 0) {
            throw new TypeConversionException("must be " + option.range() + ": " + text);
        }
        return place;
    }
}
