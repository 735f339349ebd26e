package io.inkstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlanksTest {

    private Path written;

    @TempDir
    private Path folder;

    /** Where a value enters. */
    enum Place {
        SET,
        ENVIRONMENT,
        FILE
    }

    private record Given(String key, String value) {}

    @Property(tries = 200, seed = "19")
    void a_value_with_blanks_around_it_is_the_value_without(
            @ForAll("values") Given given,
            @ForAll("blanks") String before,
            @ForAll("blanks") String after,
            @ForAll Place place)
            throws IOException {
        var plain = load(place, given.key, given.value);
        var blank = load(place, given.key, before + given.value + after);

        assertThat(blank.effective()).isEqualTo(plain.effective());
        assertThat(values(blank)).isEqualTo(values(plain));
        assertThat(shown(blank, given.key)).isEqualTo(given.value);
    }

    @AfterProperty
    void noFileStays() throws IOException {
        if (written != null) {
            Files.deleteIfExists(written);
        }
    }

    @Property(tries = 100, seed = "19")
    void of_a_line_end_every_character_counts_and_is_seen(
            @ForAll("blanks") String before, @ForAll("blanks") String after) {
        String lineEnd = before.replace("\uFEFF", "") + "." + after.replace("\uFEFF", "");

        var configuration = Configuration.load(Map.of(Keys.CORPUS_LINE_END, lineEnd), Map.of(), Optional.empty());

        assertThat(configuration.string(Keys.CORPUS_LINE_END)).isEqualTo(lineEnd);
        String shown = shown(configuration, Keys.CORPUS_LINE_END);
        assertThat(shown).doesNotStartWith(" ").doesNotEndWith(" ").doesNotContain("\n", "\r", "\t");
        assertThat(Configuration.load(Map.of(Keys.CORPUS_LINE_END, shown), Map.of(), Optional.empty())
                        .string(Keys.CORPUS_LINE_END))
                .isEqualTo(lineEnd);
    }

    @Test
    void a_secret_loses_line_ends_alone() {
        var configuration = Configuration.load(
                Map.of(
                        "kafka.ssl.key.password", " hush \r\n",
                        "gateway.token", "hush\n",
                        "basic.auth.credentials.source", "USER_INFO",
                        "basic.auth.user.info", "me:hush \n"),
                Map.of(),
                Optional.empty());

        assertThat(configuration.kafka()).containsEntry("ssl.key.password", " hush ");
        assertThat(configuration.registry()).containsEntry("basic.auth.user.info", "me:hush ");
        assertThat(configuration.string(Keys.GATEWAY_TOKEN)).isEqualTo("hush");
        assertThatThrownBy(() -> configuration.with(Map.of("gateway.token", "hush ")))
                .hasMessage(
                        "gateway.token=******** (--set): expected a secret without leading or trailing whitespace, or nothing");
    }

    @Test
    void a_file_may_begin_with_a_byte_order_mark_and_have_the_line_ends_of_Windows() throws IOException {
        var file = Files.writeString(
                folder.resolve("a"),
                "\uFEFFbootstrap.servers=127.0.0.1:9092\r\nstate.dir=state\r\nprofile = seed \r\n");

        var configuration = Configuration.load(Map.of(), Map.of(), Optional.of(file));

        assertThat(shown(configuration, Keys.BOOTSTRAP_SERVERS)).isEqualTo("127.0.0.1:9092");
        assertThat(configuration.string(Keys.STATE_DIR)).isEqualTo("state");
        assertThat(configuration.integer(Keys.NODES)).isEqualTo(64);
    }

    @Test
    void a_file_that_is_not_in_UTF_8_is_named() throws IOException {
        var file = Files.write(folder.resolve("a"), new byte[] {'#', (byte) 0xE9, '\n'});

        assertThatThrownBy(() -> Configuration.load(Map.of(), Map.of(), Optional.of(file)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--config: expected a properties file in UTF-8, found bytes that are none in " + file
                        + "; save it in UTF-8");
    }

    /** Each key that is neither a secret nor the line end, with a value that it takes, and each profile. */
    @Provide
    Arbitrary<Given> values() {
        Arbitrary<Given> defaults =
                Arbitraries.of(Configuration.load(Map.of(), Map.of(), Optional.empty()).effective().stream()
                        .filter(setting -> !setting.secret() && !Escapes.areIn(setting.key()))
                        .map(setting -> new Given(setting.key(), setting.value()))
                        .toList());
        Arbitrary<Given> profiles =
                Arbitraries.of(Profile.values()).map(profile -> new Given(Keys.PROFILE, profile.toString()));
        Arbitrary<Given> kafka = Arbitraries.of(new Given("kafka.security.protocol", "PLAINTEXT"));
        return Arbitraries.oneOf(defaults, profiles, kafka);
    }

    @Provide
    Arbitrary<String> blanks() {
        return Arbitraries.of(' ', '\t', '\n', '\r', '\f', '\u000B', '\u0000', '\u00A0', '\u2003', '\u3000', '\uFEFF')
                .list()
                .ofMaxSize(4)
                .map(characters -> characters.stream().map(String::valueOf).reduce("", String::concat));
    }

    private Configuration load(Place place, String key, String value) throws IOException {
        return switch (place) {
            case SET -> Configuration.load(Map.of(key, value), Map.of(), Optional.empty());
            case ENVIRONMENT ->
                Configuration.load(
                        Map.of(),
                        Map.of("INKSTREAM_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value),
                        Optional.empty());
            case FILE -> Configuration.load(Map.of(), Map.of(), Optional.of(file(key, value)));
        };
    }

    private Path file(String key, String value) throws IOException {
        if (written == null) {
            written = Files.createTempFile("inkstream", ".properties");
        }
        var properties = new Properties();
        properties.setProperty(key, value);
        var text = new StringWriter();
        properties.store(text, null);
        return Files.writeString(written, text.toString());
    }

    private static List<Object> values(Configuration configuration) {
        Function<String, Object> value =
                key -> Configuration.definition().configKeys().get(key).type == Type.LIST
                        ? configuration.list(key)
                        : configuration.string(key);
        return Configuration.definition().names().stream().sorted().map(value).toList();
    }

    private static String shown(Configuration configuration, String key) {
        return configuration.effective().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
