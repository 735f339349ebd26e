package io.inkstream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DefinitionTest {

    @Test
    void every_constant_is_a_key_and_every_key_has_a_constant() {
        assertThat(Configuration.definition().names()).isEqualTo(constants());
    }

    @Test
    void every_key_says_what_it_means_and_what_it_takes() {
        assertThat(Configuration.definition().configKeys().values()).allSatisfy(key -> {
            assertThat(key.documentation).as(key.name).endsWith(".").hasSizeGreaterThan(20);
            assertThat(key.validator).as(key.name).isNotNull();
            assertThat(key.group).as(key.name).isNotEmpty();
        });
    }

    @Test
    void every_profile_sets_keys_that_exist_to_values_that_they_take() {
        for (var profile : Profile.values()) {
            assertThat(Configuration.definition().parse(profile.defaults()))
                    .containsKeys(profile.defaults().keySet().toArray(String[]::new));
        }
    }

    @Test
    void the_page_of_all_keys_is_up_to_date() throws IOException {
        assertThat(Files.readString(Path.of("docs/configuration.md")))
                .as("make it anew: bin/inkstream config --markdown > docs/configuration.md")
                .isEqualTo(KeyReference.markdown());
    }

    private static Set<String> constants() {
        return Arrays.stream(Keys.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .filter(field -> field.getType() == String.class)
                .filter(field -> !field.getName().endsWith("_PREFIX"))
                .map(DefinitionTest::constant)
                .collect(Collectors.toSet());
    }

    private static String constant(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(field.getName(), e);
        }
    }
}
