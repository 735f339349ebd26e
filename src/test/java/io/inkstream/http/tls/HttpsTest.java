package io.inkstream.http.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inkstream.http.HttpServer;
import io.inkstream.http.RawHttp;
import io.inkstream.ops.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server over HTTPS, asked by a client that checks its certificate. Keys and certificates are OpenSSL's. */
final class HttpsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static HttpServer start(Map<String, String> settings) {
        return TestCertificate.serve(settings, config -> {
            config.routes.get("/here", context -> context.result(context.scheme()));
            config.routes.get("/health/live", context -> context.result("alive"));
        });
    }

    private static HttpResponse<String> get(HttpClient client, HttpServer server, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.address() + path)).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519", "PKCS#1", "SEC 1", "encrypted"})
    void a_client_is_answered_whatever_kind_of_key_it_is(String kind) throws Exception {
        var made = switch (kind) {
            case "RSA", "PKCS#1", "encrypted" -> TestCertificate.make(folder, "server", "IP:127.0.0.1", "rsa:2048");
            case "Ed25519" -> TestCertificate.make(folder, "server", "IP:127.0.0.1", "ed25519");
            default -> TestCertificate.make(folder, "server");
        };
        var settings = new HashMap<>(made.settings("http.tls."));
        String in = made.key().toString();
        String other = folder.resolve("other.key").toString();
        switch (kind) {
            case "PKCS#1" -> TestCertificate.openssl(folder, "rsa", "-traditional", "-in", in, "-out", other);
            case "SEC 1" -> TestCertificate.openssl(folder, "ec", "-in", in, "-out", other);
            case "encrypted" -> {
                TestCertificate.openssl(
                        folder, "pkcs8", "-topk8", "-in", in, "-out", other, "-passout", "pass:never shown");
                settings.put("http.tls.key.password", "never shown");
            }
            default -> other = in;
        }
        settings.put("http.tls.key", other);
        try (var server = start(settings)) {
            assertThat(server.address()).isEqualTo("https://127.0.0.1:" + server.port());
            var answer = get(made.client(), server, "/here");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("https");
        }
    }

    @Test
    void plain_http_is_not_answered_and_who_does_not_trust_it_does_not_ask() throws Exception {
        var made = TestCertificate.make(folder, "server");
        var other = TestCertificate.make(folder, "other");
        try (var server = start(made.settings("http.tls."))) {
            byte[] request = "GET /here HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(RawHttp.ask(server.port(), request).status()).isZero();
            assertThatThrownBy(() -> get(other.client(), server, "/here")).isInstanceOf(SSLHandshakeException.class);
            assertThat(get(made.client(), server, "/here").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void files_that_were_replaced_are_used_and_ones_that_cannot_be_are_not() throws Exception {
        var made = TestCertificate.make(folder, "server");
        var next = TestCertificate.make(folder, "next");
        try (var server = start(made.settings("http.tls."))) {
            assertThat(shown(made.client(), server)).contains("CN=server");
            Files.writeString(made.key(), "no key");
            Files.copy(next.certificate(), made.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(next.key(), made.key(), StandardCopyOption.REPLACE_EXISTING);
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(SSLHandshakeException.class)
                    .untilAsserted(
                            () -> assertThat(shown(next.client(), server)).contains("CN=next"));
        }
    }

    private static String shown(HttpClient client, HttpServer server) throws IOException, InterruptedException {
        var certificates =
                get(client, server, "/here").sslSession().orElseThrow().getPeerCertificates();
        return ((X509Certificate) certificates[0]).getSubjectX500Principal().getName();
    }

    @Test
    void callers_must_show_a_certificate_where_authorities_are_named_but_for_health() throws Exception {
        var made = TestCertificate.make(folder, "server");
        var caller = TestCertificate.make(folder, "caller");
        var stranger = TestCertificate.make(folder, "stranger");
        var settings = new HashMap<>(made.settings("http.tls."));
        settings.put("http.tls.client.ca", caller.certificate().toString());
        try (var server = start(settings)) {
            assertThat(get(made.client(), server, "/health/live").body()).isEqualTo("alive");
            var refused = get(made.client(), server, "/here");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("http.tls.client.ca");
            assertThat(get(made.client(caller.settings("own.")), server, "/here")
                            .statusCode())
                    .isEqualTo(200);
            // Its client sees that the server asks for others' and shows none.
            assertThat(get(made.client(stranger.settings("own.")), server, "/here")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void the_health_check_of_the_image_asks_in_either_way() throws Exception {
        Programs.require("bash", "bash");
        var made = TestCertificate.make(folder, "server");
        for (var settings : List.of(Map.<String, String>of(), made.settings("http.tls."))) {
            try (var server = start(settings)) {
                var run = Programs.run(
                        folder,
                        Optional.empty(),
                        "env",
                        "INKSTREAM_HTTP_PORT=" + server.port(),
                        Path.of("docker/healthcheck").toAbsolutePath().toString());
                assertThat(run.exitCode()).as(run.said()).isZero();
                assertThat(run.said()).contains("HTTP/1.1 200");
            }
        }
    }
}
