package io.inkstream.serde.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.http.HttpServer;
import io.inkstream.http.tls.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry over HTTPS whose certificate the JVM does not know, by the keys that Confluent's clients have for that. */
final class RegistryTlsTest {

    @TempDir
    private Path folder;

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private TestCertificate ofRegistry;
    private TestCertificate ofClient;
    private HttpServer registry;

    @BeforeEach
    void start() throws Exception {
        ofRegistry = TestCertificate.make(folder, "registry");
        ofClient = TestCertificate.make(folder, "client");
        var settings = new HashMap<>(ofRegistry.settings("http.tls."));
        settings.put("http.tls.client.ca", ofClient.certificate().toString());
        registry = TestCertificate.serve(
                settings,
                config -> config.routes.get("/schemas/ids/<id>", context -> {
                    authorizations.add(context.header("Authorization"));
                    context.json(Map.of("schema", "\"string\""));
                }));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private String schema(Map<String, ?> further) throws Exception {
        var configs = new HashMap<String, Object>(further);
        configs.put("schema.registry.url", registry.address());
        return new RegistryClient(SerdeConfig.from(configs, false))
                .schema(1, "here")
                .toString();
    }

    private Map<String, String> trusting() {
        return Map.of(
                "schema.registry.ssl.truststore.location",
                ofRegistry.certificate().toString(),
                "schema.registry.ssl.truststore.type",
                "PEM");
    }

    @Test
    void it_is_read_with_its_certificate_and_ours_and_the_token() throws Exception {
        var own = Files.writeString(
                folder.resolve("own.pem"), Files.readString(ofClient.key()) + Files.readString(ofClient.certificate()));
        var settings = new HashMap<String, String>(trusting());
        settings.putAll(Map.of(
                "schema.registry.ssl.keystore.location", own.toString(),
                "schema.registry.ssl.keystore.type", "PEM",
                "bearer.auth.credentials.source", "STATIC_TOKEN",
                "bearer.auth.token", "abc.def"));

        assertThat(schema(settings)).isEqualTo("\"string\"");
        assertThat(authorizations).containsExactly("Bearer abc.def");
    }

    @Test
    void without_its_certificate_or_ours_nothing_is_asked() {
        var impatient = new HashMap<String, Object>(trusting());
        impatient.put(SerdeConfig.PATIENCE, Duration.ofMillis(500));
        assertThatThrownBy(() -> schema(Map.of(SerdeConfig.PATIENCE, Duration.ofMillis(500))))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThatThrownBy(() -> schema(impatient))
                .isInstanceOfAny(RuntimeException.class, RegistryUnavailableException.class);
        assertThat(authorizations).isEmpty();
    }
}
