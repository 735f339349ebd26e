package io.inkstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryLogTest {

    @TempDir
    Path directory;

    @Test
    void the_port_is_read_once_it_is_listened_on() throws IOException {
        var log = RegistryLog.in(directory);
        assertThat(log.port()).isEmpty();

        Files.writeString(
                log.file(),
                "2026-11-24 08:01:15 INFO <_> [io.quarkus.bootstrap.runner.Timing] (main) apicurio-registry-app 2.6.13.Final on "
                        + "JVM (powered by Quarkus 3.15.3) started in 4.086s. Listening on: http://127.0.0.1:18999\n");

        assertThat(log.port()).isEqualTo(OptionalInt.of(18999));
        assertThat(log.saysPortTaken()).isFalse();
    }

    @Test
    void a_port_that_another_process_took_in_between_is_recognized() throws IOException {
        var log = RegistryLog.in(directory);

        Files.writeString(
                log.file(),
                "2026-11-24 08:22:51 ERROR <> [io.quarkus.runtime.ApplicationLifecycleManager] (main) Port 18998 seems to be in "
                        + "use by another process. Quarkus may already be running or the port is used by another app\n");

        assertThat(log.saysPortTaken()).isTrue();
    }

    @Test
    void the_end_is_the_last_lines_and_where_the_others_are() throws IOException {
        var log = RegistryLog.in(directory);
        Files.writeString(log.file(), "line\n".repeat(100) + "the reason\n");

        assertThat(log.end())
                .startsWith("the last lines of " + directory.resolve("registry.log"))
                .endsWith("the reason")
                .hasLineCount(16);
    }

    @Test
    void the_log_before_is_kept() throws IOException {
        Files.writeString(RegistryLog.in(directory).file(), "before");

        RegistryLog.in(directory);

        assertThat(directory.resolve("registry.log.1")).hasContent("before");
    }
}
