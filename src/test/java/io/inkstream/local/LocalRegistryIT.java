package io.inkstream.local;

import static io.inkstream.Patience.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
final class LocalRegistryIT {

    private static final Path HOME = Path.of(System.getProperty("inkstream.home"));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path dataDir;

    @Test
    void what_was_acknowledged_survives_a_kill_and_the_rule_is_set() throws Exception {
        int id;
        try (var registry = LocalRegistry.start(HOME, dataDir, 0)) {
            registry.awaitReady(Patience.LIMIT);
            assertThat(get(registry.url(), "/config")).contains("BACKWARD");
            id = register(registry.url(), "survivor-value");
            kill(registry.pid(), "KILL"); // at once: the acknowledgement is all there is to go by
            patiently().until(() -> !isAlive(registry.pid()));
        }

        try (var again = LocalRegistry.start(HOME, dataDir, 0)) {
            again.awaitReady(Patience.LIMIT);

            assertThat(get(again.url(), "/subjects")).contains("survivor-value");
            assertThat(register(again.url(), "survivor-value")).isEqualTo(id);
            assertThat(get(again.url(), "/config")).contains("BACKWARD");

            theSecondOnTheSameDirectoryIsRefused();
            controlCIsForTheParentAlone(again);
        }
        assertThat(dataDir.resolve("registry.log.1")).exists();
    }

    private void theSecondOnTheSameDirectoryIsRefused() {
        assertThatThrownBy(() -> LocalRegistry.start(HOME, dataDir, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("another registry uses " + dataDir + ": end that one, or choose another directory");
    }

    private static void controlCIsForTheParentAlone(LocalRegistry registry) throws Exception {
        kill(registry.pid(), "INT");

        patiently()
                .during(Duration.ofSeconds(1))
                .until(() -> get(registry.url(), "/subjects").contains("survivor-value"));
    }

    @Test
    void a_registry_ends_with_its_parent_though_that_is_killed() throws Exception {
        var parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalRegistryParent.class.getName(),
                        HOME.toString(),
                        dataDir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new BufferedReader(new InputStreamReader(parent.getInputStream())).readLine();
        var registry = Long.parseLong(said);
        assertThat(isAlive(registry)).isTrue();

        parent.destroyForcibly().waitFor();

        patiently().until(() -> !isAlive(registry));
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = taken.getLocalPort();

            assertThatThrownBy(() -> LocalRegistry.start(HOME, dataDir, port))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + port + " on 127.0.0.1 is taken");
        }
    }

    @Test
    void a_home_without_the_registry_says_how_to_get_it() {
        assertThatThrownBy(() -> LocalRegistry.start(dataDir, dataDir, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected the schema registry in " + dataDir.resolve("registry"))
                .hasMessageContaining("run mvn package first");
    }

    @Test
    void one_that_dies_shows_the_end_of_its_log() throws IOException {
        var home = dataDir.resolve("home");
        Files.createDirectories(home.resolve("registry"));
        Files.writeString(home.resolve("registry/apicurio-registry-app-0-runner.jar"), "no jar");

        try (var registry = LocalRegistry.start(home, dataDir, 0)) {
            assertThatThrownBy(registry::url)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wait with awaitReady");
            assertThatThrownBy(() -> registry.awaitReady(Patience.LIMIT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the registry ended with exit code 1")
                    .hasMessageContaining("the last lines of " + dataDir.resolve("registry.log"))
                    .hasMessageContaining("ClassNotFoundException: io.quarkus.runner.GeneratedMain");
        }
    }

    @Test
    void one_that_is_too_slow_is_ended() {
        try (var registry = LocalRegistry.start(HOME, dataDir, 0)) {
            assertThatThrownBy(() -> registry.awaitReady(Duration.ofMillis(200)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the registry was not ready within 0.2 s");
            assertThat(isAlive(registry.pid())).isFalse();
        }
    }

    private static int register(URI registry, String subject) throws Exception {
        var schema = HttpRequest.BodyPublishers.ofString("{\"schema\": \"{\\\"type\\\": \\\"string\\\"}\"}");
        var request = HttpRequest.newBuilder(URI.create(registry + "/subjects/" + subject + "/versions"))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(schema)
                .build();
        var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Integer.parseInt(response.body().replaceAll("\\D", ""));
    }

    private static String get(URI registry, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(registry + path)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static void kill(long pid, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
