package io.inkstream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** What lies below the engines computes on the thread that calls, however many threads a machine would like to use. */
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

    /** Large enough that BLAS and ND4J would both share the work out. */
    private static String digest() {
        var settings = new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(128, 1, 1, -0.1, 0.1),
                new WindowSettings(64, 1000, 10, 0, 0),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1.25, 0),
                MixtureSize.NONE,
                3);
        var learner = new Learner(settings, new Nd4jEngine());
        var batches = new BatchGenerator(NumbersCorpus.training(), 64, 10);
        for (int step = 0; step < STEPS; step++) {
            learner.step(batches.next());
        }
        return learner.weights().sha256();
    }
}
