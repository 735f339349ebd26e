package io.inkstream.train.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.serde.UnreadableException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class ModelNamingTest {

    private static final ModelNaming BY_KEY = new ModelNaming.ByKey();

    @CommandLine.Command
    private static final class Shows {
        @CommandLine.Option(names = {"--model", "-m"})
        private String option;

        @CommandLine.Parameters
        private String model;
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings()
                .withChars("ab09._-/% \u00e4")
                .ofMaxLength(6)
                .edgeCases(edges -> edges.add(".", "..", "...", "-rf", "--model", "-", "--", "a.b-c_d"));
    }

    @Property(tries = 2000)
    void whatever_is_a_models_name_can_be_typed_on_a_command_line_and_in_a_url(@ForAll("keys") String key) {
        String model;
        try {
            model = BY_KEY.model(key.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            return;
        }

        assertThat(model).isEqualTo(key);
        var shows = new Shows();
        new CommandLine(shows).parseArgs(model);
        assertThat(shows.model).isEqualTo(key);
        assertThat(URI.create("http://localhost/api/")
                        .resolve("learning/" + model + "/samples")
                        .normalize()
                        .getPath())
                .isEqualTo("/api/learning/" + key + "/samples");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "...", ".a", "-rf", "--model", "-", "", "a/b", "a b"})
    void what_cannot_be_typed_is_refused_with_the_reason(String key) {
        assertThatThrownBy(() -> BY_KEY.model(key.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("not beginning with . or -")
                .hasMessageContaining("command lines");
    }
}
