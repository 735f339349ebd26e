package io.inkstream.serde.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SerdeConfigTest {

    private static final String ADA_SECRET = "Basic YWRhOnMzY3JldA=="; // ada:s3cret

    @ParameterizedTest
    @CsvSource({
        "TopicNameStrategy, prompts-value",
        "RecordNameStrategy, io.inkstream.schema.Prompt",
        "TopicRecordNameStrategy, prompts-io.inkstream.schema.Prompt",
    })
    void a_subject_is_named_by_confluents_strategies(String strategy, String subject) {
        for (var name : List.of(strategy, "io.confluent.kafka.serializers.subject." + strategy)) {
            var naming = SubjectNaming.from(Map.of("value.subject.name.strategy", name), false);
            assertThat(naming.subject("prompts", false, "io.inkstream.schema.Prompt"))
                    .isEqualTo(subject);
        }
    }

    @Test
    void keys_and_values_have_their_own_strategy() {
        var configs = Map.of("value.subject.name.strategy", "RecordNameStrategy");

        assertThat(SubjectNaming.from(configs, true).subject("prompts", true, "a.B"))
                .isEqualTo("prompts-key");
    }

    @Test
    void an_unknown_strategy_is_refused_with_those_that_are_known() {
        assertThatThrownBy(() -> SubjectNaming.from(Map.of("key.subject.name.strategy", "org.other.Strategy"), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("key.subject.name.strategy")
                .hasMessageContaining("TopicNameStrategy, RecordNameStrategy, TopicRecordNameStrategy");
    }

    @Test
    void addresses_are_parted_by_commas_and_lose_their_last_slash() {
        assertThat(from("schema.registry.url", "http://a:8081/, https://b/apis/ccompat/v7/")
                        .registries())
                .extracting(SerdeConfig.Endpoint::base)
                .containsExactly("http://a:8081", "https://b/apis/ccompat/v7");
    }

    @Test
    void credentials_come_from_the_address_by_default_and_are_not_shown() {
        var endpoint = from("schema.registry.url", "http://ada:s3cret@a:8081/x")
                .registries()
                .get(0);

        assertThat(endpoint.authorization()).isEqualTo(ADA_SECRET);
        assertThat(endpoint).hasToString("http://a:8081/x");
    }

    @Test
    void credentials_come_from_user_info() {
        var config = SerdeConfig.from(
                Map.of(
                        "schema.registry.url", "http://a:8081",
                        "basic.auth.credentials.source", "USER_INFO",
                        "basic.auth.user.info", "ada:s3cret"),
                false);

        assertThat(config.registries().get(0).authorization()).isEqualTo(ADA_SECRET);
    }

    @Test
    void a_token_is_sent_as_it_is_and_not_beside_a_password() {
        var token = Map.of(
                "schema.registry.url", "http://a:8081",
                "bearer.auth.credentials.source", "STATIC_TOKEN",
                "bearer.auth.token", "abc.def");
        assertThat(SerdeConfig.from(token, false).registries().get(0).authorization())
                .isEqualTo("Bearer abc.def");

        var both = new HashMap<>(token);
        both.put("basic.auth.credentials.source", "USER_INFO");
        assertThatThrownBy(() -> SerdeConfig.from(both, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected one log-in, found two");
    }

    @Test
    void a_store_that_cannot_be_read_is_named() {
        assertThatThrownBy(() -> from("schema.registry.ssl.truststore.location", "/no/such/store.p12"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the TLS of schema.registry.url (schema.registry.ssl.*) cannot be used")
                .hasMessageContaining("/no/such/store.p12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:8081", "ftp://a", "http://", "http://a b", "http://user:pa ss@host"})
    void what_is_no_address_is_refused_and_not_repeated(String url) {
        assertThatThrownBy(() -> from("schema.registry.url", url))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url")
                .hasMessageNotContaining("pa ss");
    }

    @Test
    void a_missing_address_is_named() {
        assertThatThrownBy(() -> SerdeConfig.from(Map.of(), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url is not set");
    }

    @Test
    void what_would_be_ignored_is_refused() {
        assertThatThrownBy(() -> from("schema.registry.ssl.endpoint.identification.algorithm", "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.ssl.endpoint.identification.algorithm is not known");
        assertThatThrownBy(() -> from("bearer.auth.credentials.source", "OAUTHBEARER"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected STATIC_TOKEN");
        assertThatThrownBy(() -> from("basic.auth.credentials.source", "SASL_INHERIT"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected URL or USER_INFO");
        assertThatThrownBy(() -> from("auto.register.schemas", "yes"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("expected true or false");
    }

    private static SerdeConfig from(String key, String value) {
        return key.equals("schema.registry.url")
                ? SerdeConfig.from(Map.of(key, value), false)
                : SerdeConfig.from(Map.of("schema.registry.url", "http://a:8081", key, value), false);
    }
}
