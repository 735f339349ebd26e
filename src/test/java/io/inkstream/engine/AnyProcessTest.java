package io.inkstream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.inkstream.Patience;
import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.ScalarKernels;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.BatchGenerator;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same text gives the same weights to the bit in every process of a machine, whatever it may use and whichever Java runs it. */
final class AnyProcessTest {

    private static final Path JAVA = Path.of(System.getProperty("java.home"));
    private static final int STEPS = 3;
    private static final int DIGESTS = 5;

    /** What compiles vectors to instructions is C2; anything else makes objects of them, which takes for ever. */
    private static final List<String> VECTORS = List.of("--add-modules", Kernels.VECTORS);

    private static List<String> ours;

    @BeforeAll
    static void learn() {
        ours = digests();
    }

    @Test
    void a_process_that_may_use_many_threads_gives_the_same_digests() throws Exception {
        var digests = digests(JAVA, VECTORS);
        assertThat(digests).isEqualTo(ours);
        assertThat(Set.copyOf(digests)).as("one for each engine").hasSize(2);
        assertThat(Set.copyOf(digests.subList(1, DIGESTS)))
                .as("one of the portable engine")
                .hasSize(1);
        assertThat(Kernels.best().name()).as("what the tests run with").isEqualTo("vector");
    }

    /** C1 leaves loops as they are written; C2 makes vector instructions of them. */
    @Test
    void so_does_one_without_the_optimizing_compiler() throws Exception {
        assertThat(digests(JAVA, List.of("-XX:TieredStopAtLevel=1"))).isEqualTo(ours);
    }

    /** As on another processor: shorter vectors, and the products that OpenBLAS has for one of 2008. */
    @Test
    void the_portable_engine_gives_the_same_whatever_the_processor_can_do() throws Exception {
        for (String option : List.of("-XX:UseAVX=2", "-XX:MaxVectorSize=16")) {
            var options = new ArrayList<>(VECTORS);
            options.add(option);
            var older = digests(JAVA, options, Map.of("OPENBLAS_CORETYPE", "Nehalem"));
            assertThat(older.subList(1, DIGESTS)).as(option).isEqualTo(ours.subList(1, DIGESTS));
        }
    }

    @Test
    void so_does_every_other_java_that_is_installed_beside_ours() throws Exception {
        var others = otherJavas();
        assumeThat(others).as("Java 17 and newer in " + JAVA.getParent()).isNotEmpty();
        for (var java : others) {
            assertThat(digests(java, VECTORS)).as(java.toString()).isEqualTo(ours);
        }
    }

    private static List<Path> otherJavas() throws IOException {
        var javas = new ArrayList<Path>();
        try (var folders = Files.newDirectoryStream(JAVA.getParent())) {
            for (var folder : folders) {
                if (!folder.toRealPath().equals(JAVA.toRealPath()) && version(folder) >= 17) {
                    javas.add(folder);
                }
            }
        }
        return javas;
    }

    /** The feature release, 25 say; 0 if the folder has no Java. */
    private static int version(Path java) throws IOException {
        var release = java.resolve("release");
        if (!Files.exists(release) || !Files.exists(java.resolve("bin/java"))) {
            return 0;
        }
        return Files.readString(release)
                .lines()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("\\D*(\\d+).*", "$1"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(0);
    }

    private static List<String> digests(Path java, List<String> options) throws IOException, InterruptedException {
        return digests(java, options, Map.of());
    }

    private static List<String> digests(Path java, List<String> options, Map<String, String> environment)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(java.resolve("bin/java").toString());
        command.addAll(options);
        if (version(java) >= 24) {
            // As bin/inkstream does: without it they warn of native code.
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AnyProcessTest.class.getName()));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        for (String variable :
                List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "SD_MAX_THREADS", "SD_MASTER_THREADS")) {
            builder.environment().put(variable, "4");
        }
        builder.environment().putAll(environment);
        var process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Patience.exitCode(process)).as(output).isZero();
        // Log lines come first.
        var lines = output.lines().toList();
        return lines.subList(lines.size() - DIGESTS, lines.size());
    }

    /** Prints the digests: what the other process runs. */
    public static void main(String[] arguments) {
        digests().forEach(System.out::println);
    }

    private static List<String> digests() {
        return List.of(
                digest(new Nd4jEngine()),
                digest(new PortableEngine(Kernels.best(), 1)),
                digest(new PortableEngine(Kernels.best(), 2)),
                digest(new PortableEngine(Kernels.best(), 4)),
                digest(new PortableEngine(new ScalarKernels(), 2)));
    }

    /** Large enough that BLAS and ND4J would both share the work out, and lanes for four threads. */
    private static String digest(Engine engine) {
        var settings = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(128, 2, 1, -0.1, 0.1),
                new WindowSettings(128, 30, 10, 1, 0),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1.25, 0.1),
                new MixtureSize(10),
                3);
        try (engine) {
            var learner = new Learner(settings, engine);
            var batches = new BatchGenerator(NumbersCorpus.training(), 128, 10);
            for (int step = 0; step < STEPS; step++) {
                learner.step(batches.next());
            }
            return learner.weights().sha256();
        }
    }
}
