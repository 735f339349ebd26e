package io.inkstream.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ServiceProcessTest {

    @Test
    void what_trains_is_measured_as_the_start_script_starts_it() throws Exception {
        assertThat(Files.readString(Path.of("bin/inkstream")))
                .contains(
                        String.join(" ", ServiceProcess.TRAINING), "MALLOC_ARENA_MAX:-" + ServiceProcess.ARENAS + "}");
    }
}
