package io.inkstream.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.text.BatchGenerator;
import io.inkstream.text.NumbersCorpus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The same text gives the same weights to the bit, however many threads a machine would like to use. */
final class OneThreadTest {

    private static final int STEPS = 50;

    @Test
    void computing_takes_one_thread() throws Exception {
        digest();
        assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(1);
        assertThat(Nd4j.getEnvironment().maxMasterThreads()).isEqualTo(1);

        // OpenMP keeps its number for each thread that calls.
        var threads = new int[1];
        var another = new Thread(() -> {
            digest();
            threads[0] = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
        });
        another.start();
        another.join();
        assertThat(threads[0]).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void another_process_gives_the_same_digest_with_any_number_of_threads(int threads) throws Exception {
        assertThat(digestOfAnotherProcess(threads)).isEqualTo(digest());
    }

    private static String digestOfAnotherProcess(int threads) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneThreadTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
        builder.environment().put("SD_MAX_THREADS", Integer.toString(threads));
        builder.environment().put("SD_MASTER_THREADS", Integer.toString(threads));
        var process = builder.start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        // Log lines come first.
        return output.substring(output.lastIndexOf('\n') + 1);
    }

    /** Prints the digest: what the other process runs. */
    public static void main(String[] arguments) {
        System.out.println(digest());
    }

    /** Large enough that BLAS and ND4J would both share the work out. */
    private static String digest() {
        var settings = new LearnerSettings(
                "text8", 128, 1, 64, 1000, 10, "adam", new LearningRate(0.01, 1, 0), 1.25, 1, -0.1, 0.1, 3);
        var learner = new Learner(settings, new Nd4jEngine());
        var batches = new BatchGenerator(NumbersCorpus.training(), 64, 10);
        for (int step = 0; step < STEPS; step++) {
            learner.step(batches.next());
        }
        return learner.weights().sha256();
    }
}
