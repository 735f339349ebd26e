package io.inkstream.generate.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.schema.Experts;
import io.inkstream.schema.Prompt;
import io.inkstream.serde.TrustedSchemas;
import io.inkstream.write.Sampler;
import io.inkstream.write.Sampling;
import io.inkstream.write.SamplingOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The declaration of each option of sampling, held against the schema, which others read, and the docs. */
final class SamplingFieldsTest {

    static {
        TrustedSchemas.trust();
    }

    static Stream<SamplingOption> options() {
        return Sampling.OPTIONS.values().stream();
    }

    static Stream<SamplingOption> numbers() {
        return options().filter(option -> option.choices().isEmpty());
    }

    static Stream<SamplingOption> choices() {
        return options().filter(option -> !option.choices().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("options")
    void an_option_is_a_field_of_the_schema_with_its_type_default_and_range(SamplingOption option) {
        var field = Prompt.getClassSchema().getField(option.name());
        assertThat(field).isNotNull();
        if (option.choices().isEmpty()) {
            assertThat(field.schema().getType()).isEqualTo(option.isWhole() ? Schema.Type.INT : Schema.Type.DOUBLE);
            assertThat(((Number) field.defaultVal()).doubleValue()).isEqualTo(option.usual());
        } else {
            assertThat(field.schema().getEnumSymbols().toString())
                    .isEqualToIgnoringCase(option.choices().toString());
            assertThat(field.defaultVal())
                    .asString()
                    .isEqualToIgnoringCase(option.choices().get(0));
        }
        String range = option.range().replaceAll(" ids$", "");
        assertThat(field.doc()).endsWith(range + ".");
    }

    @ParameterizedTest
    @MethodSource("options")
    void an_option_is_in_the_documentation(SamplingOption option) throws Exception {
        assertThat(Files.readString(Path.of("docs/prompts.md")))
                .contains("| `" + option.name() + "` | `" + option.flag() + "` |");
        assertThat(Files.readString(Path.of("docs/http.md"))).contains("`" + option.parameter() + "`");
    }

    @ParameterizedTest
    @MethodSource("choices")
    void what_is_chosen_is_what_the_prompt_has_and_what_is_drawn_by(SamplingOption option) {
        var plain = Prompt.newBuilder().setText("x").build();
        for (int place = 0; place < option.choices().size(); place++) {
            var changed = SamplingFields.with(plain, Map.of(option, place));
            assertThat(changed.get(option.name()))
                    .asString()
                    .isEqualToIgnoringCase(option.choices().get(place));
            assertThat(SamplingFields.problem(changed)).isEmpty();
        }
        assertThat(new Sampler(SamplingFields.of(plain)).isNetworkAlone()).isFalse();
        var network = Prompt.newBuilder(plain).setExperts(Experts.NETWORK).build();
        assertThat(new Sampler(SamplingFields.of(network)).isNetworkAlone()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void what_is_given_is_what_the_prompt_has_and_a_value_out_of_range_is_named_with_the_range(SamplingOption option) {
        var plain = Prompt.newBuilder().setText("x").build();
        var changed = SamplingFields.with(plain, Map.of(option, option.most()));
        int place = Prompt.getClassSchema().getField(option.name()).pos();
        assertThat(((Number) changed.get(place)).doubleValue()).isEqualTo(option.most());
        assertThat(((Number) plain.get(place)).doubleValue()).isEqualTo(option.usual());
        assertThat(SamplingFields.problem(changed)).isEmpty();

        var problem = SamplingFields.problem(SamplingFields.with(plain, Map.of(option, option.most() + 1)))
                .orElseThrow();
        assertThat(problem.field()).isEqualTo(option.name());
        assertThat(problem.message()).startsWith(option.name() + " must be " + option.range() + ": ");
    }
}
