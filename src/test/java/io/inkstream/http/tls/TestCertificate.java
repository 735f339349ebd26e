package io.inkstream.http.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.http.ErrorShape;
import io.inkstream.http.HttpServer;
import io.inkstream.ops.Programs;
import io.javalin.config.JavalinConfig;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A self-signed certificate and its key, made by OpenSSL, valid for two days.
 *
 * @param certificate PEM
 * @param key PEM
 */
public record TestCertificate(Path certificate, Path key) {

    /** For {@code localhost} and its address, with an EC key in PKCS#8. */
    public static TestCertificate make(Path folder, String name) throws Exception {
        return make(folder, name, "DNS:localhost,IP:127.0.0.1", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
    }

    /**
     * @param names as OpenSSL has them, {@code DNS:localhost}
     * @param algorithm and its options
     */
    public static TestCertificate make(Path folder, String name, String names, String... algorithm) throws Exception {
        var made = new TestCertificate(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
        var command = new ArrayList<>(List.of("req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=" + name));
        command.addAll(List.of("-addext", "subjectAltName=" + names, "-newkey"));
        command.addAll(List.of(algorithm));
        command.addAll(List.of("-out", made.certificate.toString(), "-keyout", made.key.toString()));
        openssl(folder, command.toArray(String[]::new));
        return made;
    }

    /** Runs OpenSSL. */
    static void openssl(Path folder, String... arguments) throws Exception {
        var command =
                new ArrayList<>(List.of(Programs.require("openssl", "openssl").toString()));
        command.addAll(List.of(arguments));
        var run = Programs.run(folder, Optional.empty(), command.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.said()).isZero();
    }

    /** The settings, under this prefix, with which a server shows it. */
    public Map<String, String> settings(String prefix) {
        return Map.of(prefix + "certificate", certificate.toString(), prefix + "key", key.toString());
    }

    /** A server on loopback with these settings under the prefix {@code http.tls.}; with none it speaks plain HTTP. */
    public static HttpServer serve(Map<String, String> settings, Consumer<JavalinConfig> routes) {
        var tls = TlsFiles.of("http.tls.", key -> settings.getOrDefault(key, ""));
        var place = new HttpServer.Place("127.0.0.1", 0, List.of(), "http.host", "http.port", "http.hosts", tls);
        return HttpServer.start(place, ErrorShape.SENTENCE, routes);
    }

    /** A client that trusts nothing else. */
    public HttpClient client() {
        return client(Map.of());
    }

    /** A client that trusts nothing else, and shows what these settings name under the prefix {@code own.}. */
    HttpClient client(Map<String, String> own) {
        UnaryOperator<String> settings =
                key -> key.equals("own.ca") ? certificate.toString() : own.getOrDefault(key, "");
        return HttpClient.newBuilder()
                .sslContext(TlsClient.context("own.", settings, Instant.now()))
                .build();
    }
}
