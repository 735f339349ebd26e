package io.inkstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigurationTest {

    @TempDir
    private Path folder;

    @Test
    void the_strongest_place_wins() throws IOException {
        var file = file("nodes=1\nbatch.size=1\nunrollings=1\n");
        var environment = Map.of("INKSTREAM_NODES", "2", "INKSTREAM_BATCH_SIZE", "2", "PATH", "/bin");

        var configuration = Configuration.load(Map.of("nodes", "3", "profile", "seed"), environment, Optional.of(file));

        assertThat(configuration.integer(Keys.NODES)).isEqualTo(3);
        assertThat(configuration.integer(Keys.BATCH_SIZE)).isEqualTo(2);
        assertThat(configuration.integer(Keys.UNROLLINGS)).isEqualTo(1);
        assertThat(configuration.integer(Keys.SEGMENT_LENGTH)).isEqualTo(1000);
        assertThat(configuration.integer(Keys.SAMPLE_LENGTH)).isEqualTo(80);
        assertThat(source(configuration, "nodes")).isEqualTo("--set");
        assertThat(source(configuration, "batch.size")).isEqualTo("environment INKSTREAM_BATCH_SIZE");
        assertThat(source(configuration, "unrollings")).isEqualTo("file " + file);
        assertThat(source(configuration, "segment.length")).isEqualTo("profile seed");
        assertThat(source(configuration, "sample.length")).isEqualTo("default");
    }

    @Test
    void the_stream_profile_is_the_default() {
        var configuration = set();

        assertThat(configuration.string(Keys.VOCABULARY)).isEqualTo("bytes");
        assertThat(configuration.string(Keys.OPTIMIZER)).isEqualTo("adam");
        assertThat(configuration.real(Keys.LEARNING_RATE)).isEqualTo(0.018);
        assertThat(configuration.string(Keys.CORPUS_LINE_END)).isEqualTo("\n");
        assertThat(configuration.longValue(Keys.LEARNING_RATE_DECAY_EVERY)).isEqualTo(4000);
        assertThat(source(configuration, "optimizer")).isEqualTo("profile stream");
    }

    @Test
    void the_seed_profile_is_the_tutorial() {
        var configuration = set("profile", "seed");

        assertThat(configuration.string(Keys.VOCABULARY)).isEqualTo("text8");
        assertThat(configuration.integer(Keys.NODES)).isEqualTo(64);
        assertThat(configuration.integer(Keys.BATCH_SIZE)).isEqualTo(64);
        assertThat(configuration.integer(Keys.SEGMENT_LENGTH)).isEqualTo(1000);
        assertThat(configuration.integer(Keys.UNROLLINGS)).isEqualTo(10);
        assertThat(configuration.string(Keys.OPTIMIZER)).isEqualTo("sgd");
        assertThat(configuration.real(Keys.LEARNING_RATE)).isEqualTo(10.0);
        assertThat(configuration.real(Keys.LEARNING_RATE_DECAY)).isEqualTo(0.1);
        assertThat(configuration.longValue(Keys.LEARNING_RATE_DECAY_EVERY)).isEqualTo(5000);
        assertThat(configuration.real(Keys.CLIP_NORM)).isEqualTo(1.25);
        assertThat(configuration.real(Keys.FORGET_BIAS)).isZero();
        assertThat(configuration.real(Keys.INITIAL_MEAN)).isEqualTo(-0.1);
        assertThat(configuration.real(Keys.INITIAL_DEVIATION)).isEqualTo(0.1);
        assertThat(configuration.integer(Keys.VALIDATION_CHARACTERS)).isEqualTo(1000);
        assertThat(configuration.string(Keys.CORPUS_LINE_END)).isEmpty();
        assertThat(configuration.integer(Keys.CHECKPOINT_EVERY)).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "node, nodes",
        "learning_rate, learning.rate",
        "batchSize, batch.size",
        "checkpoint.evry, checkpoint.every",
        "security.protocol, kafka.security.protocol",
        "max.poll.records, kafka.max.poll.records",
        "context.length, 'mixture.bits, which took its place'",
        "context.table.bits, 'mixture.bits, which took its place'",
        "context.rate, 'mixture.bits, which took its place'"
    })
    void an_unknown_key_is_refused_with_the_nearest(String unknown, String meant) {
        assertThatThrownBy(() -> set(unknown, "1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(unknown + " (--set): no such key; the nearest is " + meant);
    }

    @Test
    void an_unknown_variable_is_refused_by_its_name() {
        assertThatThrownBy(() -> Configuration.load(Map.of(), Map.of("INKSTREAM_NODE", "64"), Optional.empty()))
                .hasMessage("node (environment INKSTREAM_NODE): no such key; the nearest is nodes");
    }

    @Test
    void variables_of_the_start_script_and_of_kubernetes_are_not_keys() {
        var environment = Map.of(
                "INKSTREAM_JAVA_OPTS", "-Xmx1g",
                "INKSTREAM_LOG_LEVEL", "DEBUG",
                "INKSTREAM_LOG_FORMAT", "json",
                "INKSTREAM_HTTP_PORT", "tcp://10.0.0.2:80",
                "INKSTREAM_SERVICE_HOST", "10.0.0.1",
                "INKSTREAM_SERVICE_PORT_HTTP", "8080",
                "INKSTREAM_PORT", "tcp://10.0.0.1:8080",
                "INKSTREAM_WEB_PORT_8080_TCP_ADDR", "10.0.0.1");

        assertThat(Configuration.load(Map.of(), environment, Optional.empty()).effective())
                .noneMatch(setting -> setting.source().startsWith("environment"));
    }

    @Test
    void a_port_in_the_environment_is_one_where_it_is_a_number() {
        assertThat(Configuration.load(Map.of(), Map.of("INKSTREAM_HTTP_PORT", "8080"), Optional.empty())
                        .integer(Keys.HTTP_PORT))
                .isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes | lots | expected a whole number from 1 to 4096",
                "nodes | 0 | expected a whole number from 1 to 4096",
                "learning.rate | 0 | expected a number above 0, up to 100",
                "learning.rate | NaN | expected a number above 0, up to 100",
                "seed | 1.5 | expected a whole number of 64 bits",
                "profile | sed | expected one of seed, stream, stream-small, stream-large",
                "model | a/b | expected a name of 1 to 100 characters of A-Z a-z 0-9 . _ -, not beginning with . or -",
                "model | .. | expected a name of 1 to 100 characters of A-Z a-z 0-9 . _ -, not beginning with . or -",
                "instance.id | .. | expected a name of 1 to 100 characters of A-Z a-z 0-9 . _ -, not beginning with . or -",
                "model | -rf | expected a name of 1 to 100 characters of A-Z a-z 0-9 . _ -, not beginning with . or -",
                "auto.register.schemas | yes | expected true or false",
                "bootstrap.servers | localhost | expected host:port, or several, separated by commas",
                "schema.registry.url | localhost:8081 | expected http://HOST:PORT or https://HOST, in a user or password %40 for @, %2F"
                        + " for /, %3A for :, %25 for %, %3F for ?, %23 for #; or several, separated by commas",
                "value.serde | a b | expected the full name of a class",
                "corpus.line.end | \\x | expected at most 100 characters, with the escapes \\n, \\r, \\t, \\s (a space) and \\\\",
                "unrollings | 600 | expected at most segment.length, which is 512",
                "initial.weights | /no/such.safetensors | expected a safetensors file or a folder of .npy files, found nothing at"
                        + " /no/such.safetensors",
                "kafka.processing.guarantee | at_least_once | a setting that Inkstream makes itself: it is exactly_once_v2 always,"
                        + " remove it",
            })
    void a_wrong_value_is_refused_with_what_it_should_be(String key, String value, String what) {
        assertThatThrownBy(() -> set(key, value)).hasMessage(key + "=" + value + " (--set): " + what);
    }

    @Test
    void a_round_whose_text_nobody_can_keep_is_refused() {
        var settings = Map.of("model.shards", "1000", "round.windows", "100000");

        assertThatThrownBy(() -> Configuration.load(settings, Map.of(), Optional.empty()))
                .hasMessage(
                        "round.windows=100000 (--set): expected at most 268435456 characters in a round (model.shards x"
                                + " round.windows windows of batch.size x segment.length), found 204800000000; lower it");
    }

    @Test
    void everything_wrong_is_said_at_once() throws IOException {
        var file = file("nodes=-1\nnode=2\n");

        assertThatThrownBy(() -> Configuration.load(Map.of("model", ""), Map.of(), Optional.of(file)))
                .message()
                .hasLineCount(3)
                .contains("nodes=-1 (file " + file + ")", "node (file " + file + ")", "model= (--set)");
    }

    @Test
    void a_file_that_is_not_there_is_named_with_its_flag() {
        var missing = folder.resolve("missing.properties");

        assertThatThrownBy(() -> Configuration.load(Map.of(), Map.of(), Optional.of(missing)))
                .hasMessage("--config: expected a properties file, found nothing at " + missing + "; check the path");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {"\\n|10", "\\r|13", "\\t|9", "\\s|32", "\\\\|92", "x|120"})
    void a_line_end_may_be_written_with_a_backslash(String written, int character) {
        var configuration = set(Keys.CORPUS_LINE_END, written);

        assertThat(configuration.string(Keys.CORPUS_LINE_END)).isEqualTo(Character.toString(character));
        assertThat(shown(configuration, Keys.CORPUS_LINE_END)).isEqualTo(written);
    }

    @Test
    void kafka_settings_pass_through_without_their_prefix() {
        var configuration = Configuration.load(
                Map.of("kafka.max.poll.records", "7", "bootstrap.servers", "a:1,b:2"),
                Map.of("INKSTREAM_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
                Optional.empty());

        assertThat(configuration.kafka())
                .isEqualTo(Map.of(
                        "bootstrap.servers", "a:1,b:2", "max.poll.records", "7", "security.protocol", "SASL_SSL"));
        assertThat(configuration.list(Keys.BOOTSTRAP_SERVERS)).containsExactly("a:1", "b:2");
    }

    @Test
    void the_registry_gets_what_is_set() {
        assertThat(set().registry())
                .isEqualTo(Map.of(
                        "schema.registry.url", "http://localhost:8081/apis/ccompat/v7",
                        "auto.register.schemas", "true",
                        "use.latest.version", "false"));
        assertThat(set("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:hush")
                        .registry())
                .containsEntry("basic.auth.user.info", "me:hush");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.sasl.jaas.config",
        "kafka.ssl.keystore.password",
        "kafka.ssl.keystore.key",
        "kafka.producer.ssl.key.password",
        "kafka.sasl.oauthbearer.client.credentials.client.secret",
        "kafka.my.interceptor.token"
    })
    void a_secret_is_never_shown(String key) {
        var configuration = set(key, "hush");

        assertThat(shown(configuration, key)).isEqualTo("********");
        assertThat(configuration.toString()).contains(key).doesNotContain("hush");
        assertThat(configuration.kafka()).containsValue("hush");
    }

    @Test
    void what_is_no_secret_is_shown() {
        var configuration = set("kafka.key.serializer", "a.B", "kafka.ssl.truststore.location", "/trust");

        assertThat(shown(configuration, "kafka.key.serializer")).isEqualTo("a.B");
        assertThat(shown(configuration, "kafka.ssl.truststore.location")).isEqualTo("/trust");
    }

    @Test
    void the_registrys_password_is_never_shown() {
        var configuration = set("schema.registry.url", "https://me:hush@registry:8081");

        assertThat(configuration.toString())
                .contains("https://********@registry:8081")
                .doesNotContain("hush");
        assertThat(configuration.string(Keys.SCHEMA_REGISTRY_URL)).isEqualTo("https://me:hush@registry:8081");
        assertThatThrownBy(() -> set("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "hush"))
                .hasMessageStartingWith("basic.auth.user.info=******** (--set): expected user:password")
                .hasMessageNotContaining("hush");
    }

    @Test
    void further_settings_are_as_strong_as_those_of_the_command_line() {
        var configuration = set("nodes", "3", "unrollings", "4").with(Map.of("nodes", "5", "profile", "seed"));

        assertThat(configuration.integer(Keys.NODES)).isEqualTo(5);
        assertThat(configuration.integer(Keys.UNROLLINGS)).isEqualTo(4);
        assertThat(configuration.string(Keys.OPTIMIZER)).isEqualTo("sgd");
    }

    @Test
    void what_was_set_can_be_handed_to_another_process() throws IOException {
        var file = file("profile=seed\nkafka.sasl.jaas.config=a secret\ncorpus.line.end=\\\\n\n");
        var configuration =
                Configuration.load(Map.of("nodes", "3"), Map.of("INKSTREAM_BATCH_SIZE", "2"), Optional.of(file));

        assertThat(configuration.chosen())
                .isEqualTo(Map.of(
                        "profile", "seed",
                        "nodes", "3",
                        "batch.size", "2",
                        "corpus.line.end", "\\n",
                        "kafka.sasl.jaas.config", "a secret"));
        var other = Configuration.load(configuration.chosen(), Map.of(), Optional.empty());
        assertThat(other.string(Keys.CORPUS_LINE_END)).isEqualTo("\n");
    }

    @Test
    void a_key_asked_for_as_another_type_is_named() {
        assertThatThrownBy(() -> set().integer(Keys.MODEL))
                .hasMessage("expected a key of type Integer, found model, which is String");
    }

    private static Configuration set(String... keysAndValues) {
        var set = new HashMap<String, String>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            set.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Configuration.load(set, Map.of(), Optional.empty());
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("inkstream.properties"), content);
    }

    private static Setting setting(Configuration configuration, String key) {
        return configuration.effective().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static String source(Configuration configuration, String key) {
        return setting(configuration, key).source();
    }

    private static String shown(Configuration configuration, String key) {
        return setting(configuration, key).value();
    }
}
