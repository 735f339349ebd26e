package io.inkstream.http.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files that cannot be used: the key of the configuration, the file, and what is wrong with it. */
final class CredentialsTest {

    @TempDir
    private Path folder;

    private TestCertificate made;
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void make() throws Exception {
        made = TestCertificate.make(folder, "server");
        settings.putAll(made.settings("some.tls."));
    }

    private void refused(Instant now, String... said) {
        assertThatThrownBy(() -> new TlsServer(
                        TlsFiles.of("some.tls.", key -> settings.getOrDefault(key, ""))
                                .orElseThrow(),
                        Clock.fixed(now, ZoneOffset.UTC)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(said);
    }

    private void refused(String... said) {
        refused(Instant.now(), said);
    }

    @Test
    void a_key_of_another_certificate() throws Exception {
        var other = TestCertificate.make(folder, "other");
        settings.put("some.tls.key", other.key().toString());
        refused("some.tls.key=" + other.key(), "some.tls.certificate=" + made.certificate(), "CN=server");
    }

    @Test
    void a_key_of_another_kind() throws Exception {
        var other = TestCertificate.make(folder, "other", "DNS:localhost", "rsa:2048");
        settings.put("some.tls.key", other.key().toString());
        refused("some.tls.key=" + other.key(), "expected a private key for the certificate's EC key");
    }

    @Test
    void a_certificate_that_expired_or_is_not_valid_yet() {
        refused(
                Instant.now().plus(Duration.ofDays(3)),
                "some.tls.certificate=" + made.certificate(),
                "CN=server, which expired at");
        refused(
                Instant.now().minus(Duration.ofDays(3)),
                "some.tls.certificate=" + made.certificate(),
                "CN=server, which is valid from");
    }

    @Test
    void files_that_are_missing_or_hold_something_else() throws Exception {
        settings.put("some.tls.certificate", folder + "/absent");
        refused("some.tls.certificate=" + folder + "/absent", "expected a PEM file, found none there");
        settings.put("some.tls.certificate", made.key().toString());
        refused("some.tls.certificate=" + made.key(), "expected a certificate in PEM");
        settings.putAll(made.settings("some.tls."));
        settings.put("some.tls.key", made.certificate().toString());
        refused("some.tls.key=" + made.certificate(), "expected one private key in PEM, found CERTIFICATE");
        var broken = Files.writeString(
                folder.resolve("broken"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        settings.putAll(made.settings("some.tls."));
        settings.put("some.tls.client.ca", broken.toString());
        refused("some.tls.client.ca=" + broken, "cannot be read");
    }

    @Test
    void an_encrypted_key_without_its_password_which_is_never_shown() throws Exception {
        String encrypted = folder.resolve("encrypted.key").toString();
        TestCertificate.openssl(
                folder,
                "pkcs8",
                "-topk8",
                "-in",
                made.key().toString(),
                "-out",
                encrypted,
                "-passout",
                "pass:right password");
        settings.put("some.tls.key", encrypted);
        refused("some.tls.key=" + encrypted, "expected some.tls.key.password");
        settings.put("some.tls.key.password", "wrong password");
        assertThatThrownBy(() -> Credentials.read(
                        TlsFiles.of("some.tls.", key -> settings.getOrDefault(key, ""))
                                .orElseThrow(),
                        Instant.now()))
                .hasMessageContainingAll("some.tls.key=" + encrypted, "some.tls.key.password", "AES")
                .hasMessageNotContaining("wrong password");
    }

    @Test
    void one_setting_without_the_other() {
        settings.remove("some.tls.key");
        refused("expected both some.tls.certificate and some.tls.key, found some.tls.certificate alone");
        settings.clear();
        assertThat(TlsFiles.of("some.tls.", key -> settings.getOrDefault(key, "")))
                .isEmpty();
    }
}
