package io.inkstream.serde.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import io.inkstream.schema.CorpusText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
final class RegistryClientTest {

    private static final Schema SCHEMA = PlainSchema.of(CorpusText.getClassSchema());
    private static final Duration SHORT = Duration.ofMillis(300);

    private final StubRegistry registry = new StubRegistry();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void a_schema_is_asked_for_once() throws Exception {
        var id = registry.register("corpus-in-value", SCHEMA.toString());
        var client = client(registry.url());

        assertThat(client.schema(id, "here")).isEqualTo(SCHEMA);
        assertThat(client.schema(id, "here")).isEqualTo(SCHEMA);

        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void a_schema_is_whole_whatever_it_refers_to() throws Exception {
        String list = """
                {"type":"record","name":"List","namespace":"n","fields":[{"name":"head","type":"n.Item"},\
                {"name":"next","type":["null","n.Pair"]}]}""";
        String pair = """
                {"type":"record","name":"Pair","namespace":"n","fields":[{"name":"one","type":"n.Item"},\
                {"name":"two","type":"n.Item"}]}""";
        String item = """
                {"type":"enum","name":"Item","namespace":"n","symbols":["A","B"]}""";
        String toItem = "{\"name\":\"n.Item\",\"subject\":\"an item\",\"version\":3}";
        String toPair = "{\"name\":\"n.Pair\",\"subject\":\"pair\",\"version\":1}";
        registry.answerNext(200, answer(list, toPair + "," + toItem));
        registry.answerNext(200, answer(pair, toItem));
        registry.answerNext(200, answer(item, ""));
        var parser = new Schema.Parser();
        parser.parse(item);
        parser.parse(pair);

        assertThat(client(registry.url()).schema(1, "here")).isEqualTo(parser.parse(list));
        assertThat(registry.requests())
                .extracting(StubRegistry.Request::path)
                .containsExactly("/schemas/ids/1", "/subjects/pair/versions/1", "/subjects/an%20item/versions/3");
    }

    @Test
    void a_reference_that_is_not_there_or_one_too_many_makes_the_record_unreadable() {
        String to = "{\"name\":\"n.Item\",\"subject\":\"item\",\"version\":%d}";
        registry.answerNext(200, answer("\"n.Item\"", to.formatted(1)));
        registry.answerNext(404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
        assertThatThrownBy(() -> client(registry.url()).schema(1, "topic t"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic t")
                .hasMessageContaining("version 1 of subject item");

        for (int version = 1; version < 150; version++) {
            registry.answerNext(200, answer("\"string\"", to.formatted(version)));
        }
        assertThatThrownBy(() -> client(registry.url()).schema(2, "topic t"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("at most 100 references");
    }

    private static String answer(String schema, String references) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schema", schema)
                .putRawValue("references", new RawValue("[" + references + "]"))
                .toString();
    }

    @Test
    void a_registration_is_sent_once_with_the_registrys_content_type() throws Exception {
        var client = client(registry.url());

        assertThat(client.register("a topic/1-value", SCHEMA)).isEqualTo(1);
        assertThat(client.register("a topic/1-value", SCHEMA)).isEqualTo(1);

        assertThat(registry.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/subjects/a%20topic%2F1-value/versions");
            assertThat(request.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
            assertThat(request.authorization()).isNull();
        });
    }

    @Test
    void credentials_are_sent() throws Exception {
        client(registry.url().replace("http://", "http://ada:s3cret@")).register("s", SCHEMA);

        assertThat(registry.requests().get(0).authorization()).isEqualTo("Basic YWRhOnMzY3JldA==");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void a_registry_that_recovers_is_asked_again(int status) throws Exception {
        registry.answerNext(status, "busy");
        registry.answerNext(status, "");

        assertThat(client(registry.url()).register("s", SCHEMA)).isEqualTo(1);
        assertThat(registry.requests()).hasSize(3);
    }

    @Test
    void a_registry_that_keeps_failing_is_unavailable() {
        registry.answerAlways(503, "");

        assertThatThrownBy(() -> client(registry.url(), SHORT).register("s", SCHEMA))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining(registry.url())
                .hasMessageContaining("no answer within 300 ms: HTTP 503")
                .hasMessageContaining("see that it runs and that schema.registry.url is right");
        assertThat(registry.requests()).hasSizeGreaterThan(1);
    }

    @Test
    void a_registry_that_nobody_runs_is_unavailable_after_the_patience() {
        registry.close();
        var from = System.nanoTime();

        assertThatThrownBy(() -> client(registry.url(), SHORT).schema(1, "here"))
                .isInstanceOf(RegistryUnavailableException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(SHORT.dividedBy(3));
    }

    @Test
    void a_registry_that_takes_requests_and_says_nothing_is_unavailable() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:" + silent.getLocalPort();

            assertThatThrownBy(() -> client(url, SHORT).schema(1, "here"))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("no answer from " + url);
        }
    }

    @Test
    void a_registry_that_is_slow_is_given_more_time_with_each_request() throws Exception {
        try (var slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var connections = new ArrayList<Socket>();
            var answering = CompletableFuture.runAsync(() -> answerTheThird(slow, connections));

            // Two of 200 and 400 ms are given up.
            var schema = client("http://127.0.0.1:" + slow.getLocalPort(), Duration.ofSeconds(3))
                    .schema(1, "here");

            assertThat(schema.getType()).isEqualTo(Schema.Type.STRING);
            answering.join();
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    private static void answerTheThird(ServerSocket server, List<Socket> connections) {
        try {
            for (var i = 0; i < 3; i++) {
                connections.add(server.accept());
            }
            var body = "{\"schema\": \"\\\"string\\\"\"}";
            connections
                    .get(2)
                    .getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_next_address_is_asked_where_the_first_is_dead() throws Exception {
        var dead = new StubRegistry();
        dead.close();

        assertThat(client(dead.url() + "," + registry.url(), SHORT).register("s", SCHEMA))
                .isEqualTo(1);
    }

    @Test
    void an_unknown_id_is_a_bad_record_and_not_asked_for_again() {
        assertThatThrownBy(() -> client(registry.url()).schema(7, "topic corpus-in, value"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(
                        "topic corpus-in, value: expected a schema that the registry at " + registry.url())
                .hasMessageContaining("found id 7: Schema not found (error code 40403)")
                .satisfies(e -> assertThat(RegistryFailures.isUnavailable(e)).isFalse());
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | <html>Welcome</html>",
                "200 | ''",
                "200 | []",
                "200 | {\"id\": 1}",
                "200 | {\"schema\": 5}",
                "404 | <html>Not found</html>",
                "404 | {\"status\": 404}",
                "302 | ''",
            })
    void what_is_no_registry_is_said_at_once_and_blamed_on_no_record(int status, String body) {
        registry.answerAlways(status, body);

        assertThatThrownBy(() -> client(registry.url()).schema(1, "here"))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("expected a schema registry at " + registry.url())
                .hasMessageContaining("/apis/ccompat/v7");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void refused_credentials_are_said_at_once() {
        registry.answerAlways(401, "{\"error_code\": 40101, \"message\": \"who?\"}");

        assertThatThrownBy(() -> client(registry.url()).schema(1, "here"))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("refused the credentials (HTTP 401): check basic.auth.credentials.source");
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schema\": \"{]\"} | found one that Avro refuses",
                "{\"schema\": \"{\\\"type\\\": \\\"a.b.Missing\\\"}\"} | found one that Avro refuses",
                "{\"schemaType\": \"PROTOBUF\", \"schema\": \"syntax\"} | expected a schema of type AVRO, found PROTOBUF",
            })
    void a_schema_that_is_none_is_a_bad_record(String body, String message) {
        registry.answerAlways(200, body);

        assertThatThrownBy(() -> client(registry.url()).schema(1, "here"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("here: schema id 1")
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(RegistryFailures.isUnavailable(e)).isFalse());
    }

    @Test
    void a_schema_as_deep_as_it_is_long_is_a_bad_record() {
        var deep = "{'type':'array','items':".repeat(20_000) + "'int'" + "}".repeat(20_000);
        registry.answerAlways(200, "{\"schema\": \"" + deep.replace("'", "\\\"") + "\"}");

        assertThatThrownBy(() -> client(registry.url()).schema(1, "here")).isInstanceOf(SerializationException.class);
    }

    @Test
    void a_huge_answer_is_not_taken() {
        registry.answerAlways(200, " ".repeat(RegistryHttp.MOST_BYTES + 1));

        assertThatThrownBy(() -> client(registry.url()).schema(1, "here"))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("more than 4194304 bytes")
                .satisfies(e -> assertThat(RegistryFailures.isUnavailable(e)).isFalse());
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void an_incompatible_schema_is_refused_with_the_registrys_words() {
        registry.answerAlways(409, "{\"error_code\": 409, \"message\": \"READER_FIELD_MISSING_DEFAULT_VALUE\"}");

        assertThatThrownBy(() -> client(registry.url()).register("corpus-in-value", SCHEMA))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(
                        "io.inkstream.schema.CorpusText is incompatible with what subject corpus-in-value has")
                .hasMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE")
                .hasMessageContaining("a new field needs a default");
    }

    @Test
    void a_conflict_with_somebody_who_registers_the_same_at_the_same_time_is_none() throws Exception {
        int id = registry.register("corpus-in-value", SCHEMA.toString());
        registry.answerNext(409, "{\"error_code\": 409, \"message\": \"already exists\"}");

        assertThat(client(registry.url()).register("corpus-in-value", SCHEMA)).isEqualTo(id);
    }

    @Test
    void an_interrupted_wait_ends_and_stays_interrupted() {
        registry.answerAlways(503, "");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client(registry.url()).schema(1, "here")).isInstanceOf(InterruptException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void what_is_remembered_is_bounded() {
        var cache = new BoundedCache<Integer, String>(2);
        cache.put(1, "a");
        cache.put(2, "b");
        cache.get(1);
        cache.put(3, "c");

        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.get(2)).isNull();
        assertThat(cache.get(1)).isEqualTo("a");
    }

    private static RegistryClient client(String url) {
        return new RegistryClient(SerdeConfig.from(Map.of("schema.registry.url", url), false));
    }

    private static RegistryClient client(String url, Duration patience) {
        return new RegistryClient(
                SerdeConfig.from(Map.of("schema.registry.url", url, SerdeConfig.PATIENCE, patience), false));
    }
}
