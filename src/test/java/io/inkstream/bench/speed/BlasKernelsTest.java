package io.inkstream.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlasKernelsTest {

    @TempDir
    private Path folder;

    @Test
    void kernels_are_named_by_what_the_processor_can_do() throws IOException {
        assertThat(environment("flags\t\t: fpu avx2 avx512f avx512dq avx512bw avx512vl\n"))
                .isEqualTo(Map.of("OPENBLAS_CORETYPE", "SKYLAKEX"));
        assertThat(environment("model name\t: x\nflags\t\t: fpu avx avx2 fma\n"))
                .isEqualTo(Map.of("OPENBLAS_CORETYPE", "Haswell"));
        assertThat(environment("flags\t\t: fpu avx\n")).isEmpty();
    }

    @Test
    void a_machine_that_does_not_say_is_left_to_the_library() throws IOException {
        assertThat(environment("Features\t: neon\n")).isEmpty();
        assertThat(BlasKernels.environment(folder.resolve("missing"))).isEmpty();
    }

    /** A caller's variables halve the bound, and a ratio to it would look better than it is. */
    @Test
    void the_bound_does_not_get_the_callers_kernels() {
        var bound = new Contestants(folder).bound();

        assertThat(bound.environment()).isEqualTo(BlasKernels.environment());
        assertThat(bound.withheld()).containsExactlyInAnyOrder("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");
    }

    private Map<String, String> environment(String processors) throws IOException {
        return BlasKernels.environment(Files.writeString(folder.resolve("cpuinfo"), processors));
    }
}
