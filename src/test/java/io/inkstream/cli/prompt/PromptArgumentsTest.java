package io.inkstream.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.schema.SessionPolicy;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The flags of sampling, which no field of the command declares. */
final class PromptArgumentsTest {

    private final PromptCommand command = new PromptCommand();
    private final CommandLine line = new CommandLine(command);

    static Stream<SamplingOption> options() {
        return Sampling.OPTIONS.values().stream();
    }

    @ParameterizedTest
    @MethodSource("options")
    void what_is_given_of_a_flag_is_taken_and_forgotten_with_the_next_use(SamplingOption option) {
        String one = option.choices().isEmpty() ? "1" : option.choices().get(1);
        line.parseArgs("text", option.flag() + "=" + one);
        assertThat(command.sampling()).containsOnlyKeys(option);
        assertThat(command.sampling().get(option).doubleValue()).isEqualTo(1);
        line.parseArgs("text");
        assertThat(command.sampling()).isEmpty();
    }

    @Test
    void the_policies_are_those_of_the_schema() {
        assertThat(names(PromptCommand.Policy.values())).isEqualTo(names(SessionPolicy.values()));
    }

    private static List<String> names(Enum<?>[] constants) {
        return Stream.of(constants).map(Enum::name).toList();
    }

    @Test
    void a_value_of_the_wrong_kind_is_wrong_usage_that_names_the_flag() {
        assertThatThrownBy(() -> line.parseArgs("text", "--top-k", "1.5"))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("--top-k");
        assertThatThrownBy(() -> line.parseArgs("text", "--xtc-threshold", "much"))
                .hasMessageContaining("--xtc-threshold");
        assertThatThrownBy(() -> line.parseArgs("text", "--experts", "none"))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("--experts")
                .hasMessageContaining("must be one of all, network: none");
    }
}
