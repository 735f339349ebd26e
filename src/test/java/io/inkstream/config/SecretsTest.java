package io.inkstream.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.serde.registry.RegistryAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {

    /** Words that stand in no message of ours. */
    private static final List<String> WORDS = List.of("hUsH", "qUiEt", "cRyPt", "4711");

    @Property(tries = 300, seed = "19")
    void no_part_of_a_log_in_in_an_address_is_shown_or_taken_for_a_place(@ForAll("logIns") String logIn) {
        String url = "http://" + logIn + "@registry:8081/apis";

        assertThat(said(Keys.SCHEMA_REGISTRY_URL, url))
                .contains("schema.registry.url")
                .doesNotContain(WORDS);
        assertThat(said(Keys.SCHEMA_REGISTRY_URL, "http://first:8081," + url)).doesNotContain(WORDS);
        assertThat(said("kafka.sasl.oauthbearer.token.endpoint.url", url)).doesNotContain(WORDS);
        assertThat(said(Keys.BOOTSTRAP_SERVERS, logIn + "@registry:8081")).doesNotContain(WORDS);
        assertThat(RegistryAddress.read(url).map(RegistryAddress::base))
                .isIn(Optional.empty(), Optional.of("http://registry:8081/apis"));
    }

    @Property(tries = 100, seed = "19")
    void a_log_in_that_is_percent_encoded_is_the_one_that_is_sent(@ForAll("logIns") String password) {
        String url = "http://user:"
                + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20") + "@a:1/";

        assertThat(RegistryAddress.read(url))
                .contains(new RegistryAddress("http://a:1", Optional.of("user:" + password)));
        assertThat(said(Keys.SCHEMA_REGISTRY_URL, url))
                .contains("schema.registry.url=http://********@a:1/ (--set)")
                .doesNotContain(WORDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://registry:8081",
                "https://a.b/apis/ccompat/v7",
                "http://[::1]:8081",
                "http://a:1,https://b/x",
                "mock://a"
            })
    void an_address_without_a_log_in_is_shown_as_it_is(String url) {
        assertThat(said(Keys.SCHEMA_REGISTRY_URL, url)).contains("schema.registry.url=" + url + " (--set)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka.my.interceptor.header | Authorization: Bearer hUsH",
                "kafka.my.interceptor.header | Basic hUsH",
                "kafka.my.interceptor.clientSecret | hUsH",
                "kafka.my.apiKey | hUsH",
                "kafka.my.login | org.apache.kafka.common.security.plain.PlainLoginModule required username=a password=hUsH;",
                "kafka.producer.sasl.jaas.config | a.B required username=a password=hUsH;",
                "kafka.my.pem | -----BEGIN PRIVATE KEY----- hUsH",
                "kafka.consumer.ssl.keystore.key | -----BEGIN ENCRYPTED PRIVATE KEY----- hUsH",
                "kafka.sasl.oauthbearer.jwks.endpoint.url | https://idp/keys?token=hUsH",
                "kafka.my.proxy | http://user:hUsH@proxy:3128",
                "gateway.token | hUsH",
                "http.host | user:hUsH@host",
                "dashboard.instances | http://user:hUsH@host:8082",
            })
    void what_looks_like_a_secret_is_masked_whatever_its_key(String key, String value) {
        assertThat(said(key, value)).contains(key).contains("********").doesNotContain(WORDS);
    }

    /** What is said of a setting: the configuration with it, or the refusal. */
    private static String said(String key, String value) {
        try {
            var configuration = Configuration.load(Map.of(key, value), Map.of(), Optional.empty());
            return configuration + "\n" + configuration.effective();
        } catch (ConfigurationException e) {
            return e.getMessage();
        }
    }

    /** Words with what means something in a URL, or to who reads one, before, between and after them: with a colon, or a user alone. */
    @Provide
    Arbitrary<String> logIns() {
        var mark = Arbitraries.of(
                "@", "/", ":", "%", "?", "#", "[", "]", "\\", "//", "&", "=", ";", " ", "%40", "%zz", "+", "é", "@/",
                ":1/", ":80?", "");
        var word = Arbitraries.of(WORDS);
        return mark.list()
                .ofMinSize(2)
                .ofMaxSize(5)
                .flatMap(marks -> word.list().ofSize(marks.size()).map(words -> join(marks, words)));
    }

    private static String join(List<String> marks, List<String> words) {
        return IntStream.range(0, marks.size())
                .mapToObj(i -> words.get(i) + marks.get(i))
                .collect(Collectors.joining());
    }
}
