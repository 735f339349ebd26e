package io.inkstream.ops.dashboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.cli.CommandLineRun;
import io.inkstream.config.Configuration;
import io.inkstream.http.HttpServer;
import io.inkstream.http.tls.TestCertificate;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How those ask an instance over HTTPS that know its name. */
final class InstancesTest {

    @TempDir
    private Path folder;

    /** An instance that wants to see a certificate of its own authority, as its fellows have one. */
    private static HttpServer instance(Map<String, String> settings) {
        return TestCertificate.serve(settings, config -> {
            config.routes.get("/health/live", context -> context.json(Map.of("topologies", List.of("one"))));
            config.routes.get("/metrics", context -> context.result("inkstream_train_step 7.0\n"));
            config.routes.get("/sessions/alice", context -> context.result("a session"));
        });
    }

    private static Map<String, String> settings(TestCertificate certificate) {
        var settings = new HashMap<>(certificate.settings("http.tls."));
        settings.put("http.tls.client.ca", certificate.certificate().toString());
        settings.put("http.tls.ca", certificate.certificate().toString());
        return settings;
    }

    private static List<Instances.Instance> asked(Map<String, String> settings, int port) {
        var configured = new HashMap<>(settings);
        configured.put("dashboard.instances", "localhost:" + port);
        return new Instances(Configuration.load(configured, Map.of(), Optional.empty())).ask();
    }

    @Test
    void a_certificate_for_the_name_that_is_configured_is_right_for_each_of_its_addresses() throws Exception {
        var settings = settings(TestCertificate.make(
                folder, "instance", "DNS:localhost", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
        try (var server = instance(settings)) {
            // A machine may have ::1 for it as well, where nothing listens.
            assertThat(asked(settings, server.port())).anySatisfy(instance -> {
                assertThat(instance.trouble()).isNull();
                assertThat(instance.figures()).containsEntry("inkstream_train_step", 7.0);
            });
            var shown = new CommandLineRun(settings)
                    .run("session", "show", "alice", "--instance", "https://localhost:" + server.port());
            assertThat(shown.out()).as(shown.err()).contains("a session");
        }
    }

    @Test
    void a_certificate_for_another_name_is_no_instance_s() throws Exception {
        var settings = settings(TestCertificate.make(
                folder, "instance", "DNS:elsewhere.example", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
        try (var server = instance(settings)) {
            assertThat(asked(settings, server.port()))
                    .isNotEmpty()
                    .allSatisfy(instance -> assertThat(instance.trouble()).contains("https://"));
        }
    }
}
