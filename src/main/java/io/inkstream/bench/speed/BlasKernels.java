package io.inkstream.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which kernels the OpenBLAS below ND4J ought to use: it chooses by the processor's model, and takes slow ones on those that came after
 * it. Named by what the processor can do, whatever the environment of the caller says.
 */
final class BlasKernels {

    /** Variables by which OpenBLAS is told. */
    static final Set<String> VARIABLES = Set.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    private BlasKernels() {}

    /** Returns the variables for this machine: none where it does not say what its processor can do. */
    static Map<String, String> environment() {
        return environment(Path.of("/proc/cpuinfo"));
    }

    static Map<String, String> environment(Path processors) {
        try (var lines = Files.lines(processors)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> forFlags(Arrays.asList(line.split("\\s+"))))
                    .orElse(Map.of());
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static Map<String, String> forFlags(List<String> flags) {
        if (flags.containsAll(List.of("avx512dq", "avx512bw", "avx512vl"))) {
            return Map.of("OPENBLAS_CORETYPE", "SKYLAKEX");
        }
        return flags.contains("avx2") ? Map.of("OPENBLAS_CORETYPE", "Haswell") : Map.of();
    }
}
