package io.inkstream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Who may ask any of the servers, and that every error is JSON, over a server that has nothing of its own. */
final class HttpServerTest {

    private static final String JSON = "Host: localhost\r\nContent-Type: application/json\r\n";

    private static HttpServer server;

    @BeforeContainer
    static void start() {
        server = HttpServer.start(place(0), ErrorShape.SENTENCE, config -> {
            config.routes.get("/here", context -> context.json(Map.of("ok", true)));
            config.routes.post("/here", context -> context.json(Map.of("ok", true)));
            config.routes.get("/fails", context -> {
                throw new IllegalStateException("io.inkstream.Secret failed");
            });
            config.routes.get("/overflows", context -> {
                throw new StackOverflowError();
            });
        });
    }

    private static HttpServer.Place place(int port) {
        return new HttpServer.Place(
                "127.0.0.1",
                port,
                List.of("Model.Example", "10.1.2.3"),
                "http.host",
                "some.port",
                "http.hosts",
                Optional.empty());
    }

    @AfterContainer
    static void stop() {
        server.close();
    }

    @Property(tries = 100)
    void only_a_host_that_is_its_own_is_answered(@ForAll("strangers") String host, @ForAll("ports") String port) {
        for (String line : List.of("GET /here HTTP/1.1", "GET /nothing HTTP/1.1", "POST /here HTTP/1.1")) {
            var answer = ask(line, "Host: " + host + port + "\r\nContent-Type: application/json\r\n");
            assertThat(answer.status()).as(host).isEqualTo(421);
            assertThat(answer.json().path("error").asText()).contains("Host must be", "http.hosts");
        }
        assertThat(ask("GET http://" + host + port + "/here HTTP/1.1", "Host: localhost\r\n")
                        .status())
                .as("%s in the request's own line", host)
                .isIn(400, 421);
    }

    @Provide
    static Arbitrary<String> strangers() {
        var names = Arbitraries.strings()
                .withCharRange('a', 'z')
                .ofMinLength(1)
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(parts -> String.join(".", parts))
                .filter(name -> !name.equals("localhost") && !name.equals("model.example"));
        var near = Arbitraries.of(
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil-localhost",
                "model.example.evil",
                "xmodel.example",
                "127.0.0.2",
                "10.1.2.4",
                "0.0.0.0",
                "[::1]",
                "[::ffff:a01:203]");
        return Arbitraries.oneOf(names, near);
    }

    @Property(tries = 50)
    void its_own_names_are_answered_however_they_are_written(@ForAll("own") String host, @ForAll("ports") String port) {
        assertThat(ask("GET /here HTTP/1.1", "Host: " + host + port + "\r\n").status())
                .as(host)
                .isEqualTo(200);
    }

    @Example
    void who_listens_on_every_address_answers_to_any_address_and_to_no_name() {
        var place =
                new HttpServer.Place("0.0.0.0", 0, List.of(), "http.host", "http.port", "http.hosts", Optional.empty());
        try (var open =
                HttpServer.start(place, ErrorShape.SENTENCE, config -> config.routes.get("/here", context -> {}))) {
            for (String host : List.of("127.0.0.1", "10.96.0.7", "[::1]", "localhost")) {
                assertThat(ask(open.port(), "GET /here HTTP/1.1", "Host: " + host + ":8080\r\n")
                                .status())
                        .as(host)
                        .isEqualTo(200);
            }
            for (String host : List.of("evil.example", "127.0.0.1.evil.example", "evil-10.96.0.7")) {
                assertThat(ask(open.port(), "GET /here HTTP/1.1", "Host: " + host + ":8080\r\n")
                                .status())
                        .as(host)
                        .isEqualTo(421);
            }
        }
    }

    @Provide
    static Arbitrary<String> own() {
        return Arbitraries.of(
                "localhost", "LocalHost", "localhost.", "127.0.0.1", "model.example", "MODEL.example.", "10.1.2.3");
    }

    @Provide
    static Arbitrary<String> ports() {
        return Arbitraries.integers().between(0, 65535).map(port -> port == 0 ? "" : ":" + port);
    }

    @Example
    void pages_of_other_sites_are_refused_by_what_the_browser_says_of_them() {
        for (String header : List.of(
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: https://evil.example",
                "Origin: http://localhost:1",
                "Origin: null",
                "Origin: http://[",
                "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe")) {
            for (String line : List.of("GET /here HTTP/1.1", "POST /here HTTP/1.1", "OPTIONS /here HTTP/1.1")) {
                var answer = ask(line, JSON + header + "\r\n");
                assertThat(answer.status()).as("%s, %s", line, header).isEqualTo(403);
                assertThat(answer.json().path("error").asText()).contains("another site's page");
                assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
            }
        }
        for (String header : List.of(
                "Origin: http://localhost",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none",
                "X-Nothing: about it")) {
            assertThat(ask("POST /here HTTP/1.1", JSON + header + "\r\n").status())
                    .as(header)
                    .isEqualTo(200);
        }
        String link = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
        assertThat(ask("GET /here HTTP/1.1", JSON + link).status()).as("a link").isEqualTo(200);
        assertThat(ask("POST /here HTTP/1.1", JSON + link).status())
                .as("a form")
                .isEqualTo(403);
    }

    @Example
    void what_is_sent_must_be_said_to_be_json() {
        for (String type : List.of(
                "",
                "Content-Type: text/plain\r\n",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "Content-Type: text/plain; application/json\r\n",
                "Content-Type: application/jsonp\r\n")) {
            assertThat(ask("POST /here HTTP/1.1", "Host: localhost\r\n" + type).status())
                    .as(type)
                    .isEqualTo(415);
        }
        for (String type : List.of("Application/JSON", "application/json;charset=utf-8", "application/json ; a=b")) {
            assertThat(ask("POST /here HTTP/1.1", "Host: localhost\r\nContent-Type: " + type + "\r\n")
                            .status())
                    .as(type)
                    .isEqualTo(200);
        }
    }

    @Example
    void every_error_is_json_wherever_it_arises() {
        Map<String, Integer> requests = Map.of(
                "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n",
                404,
                "DELETE /here HTTP/1.1\r\nHost: localhost\r\n\r\n",
                405,
                "GET /fails HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n",
                500,
                "GET /overflows HTTP/1.1\r\nHost: localhost\r\n\r\n",
                500,
                "GET /here HTTP/1.1\r\n\r\n",
                400,
                "GET /here HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                400,
                "nothing of HTTP\r\n\r\n",
                505,
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                400,
                "GET /here HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
                431,
                "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                414);
        requests.forEach((request, status) -> {
            var answer = RawHttp.send(server.port(), request);
            assertThat(answer.status()).as("%.60s %s", request, answer.body()).isEqualTo(status);
            assertThat(answer.headers().get("content-type")).startsWith("application/json");
            assertThat(answer.json().path("error").asText()).isNotBlank().doesNotContain("Exception", "Secret");
        });
    }

    @Example
    void an_address_that_is_taken_is_named_with_its_keys() {
        assertThatThrownBy(() -> HttpServer.start(place(server.port()), ErrorShape.SENTENCE, config -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("http.host=127.0.0.1, some.port=" + server.port() + ": expected an address");
    }

    private static RawHttp.Answer ask(String line, String headers) {
        return ask(server.port(), line, headers);
    }

    private static RawHttp.Answer ask(int port, String line, String headers) {
        return RawHttp.ask(port, RawHttp.request(line, headers, "{}".getBytes(StandardCharsets.UTF_8)));
    }
}
