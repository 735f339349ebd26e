package io.inkstream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.learn.Learner;
import io.inkstream.learn.LearnerSettings;
import io.inkstream.learn.LearningRate;
import io.inkstream.learn.NetworkSettings;
import io.inkstream.learn.Optimizer;
import io.inkstream.learn.OptimizerSettings;
import io.inkstream.learn.Sgd;
import io.inkstream.learn.WindowSettings;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.Matrix;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.WindowedBatches;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the readable engine, and what only this one could get wrong. */
final class PortableEngineTest {

    private static Engine engine(int threads) {
        return new PortableEngine(Kernels.best(), threads);
    }

    /** Both are float32: sums of some hundred terms in different orders keep five digits of the largest element. */
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({
        "27, 64, 1, 64, 10",
        "27, 13, 2, 40, 3",
        "256, 100, 3, 5, 4",
        "27, 8, 1, 1, 1",
        "2, 1, 4, 1, 1",
        "27, 33, 1, 33, 7",
        "5, 17, 4, 70, 2",
        "27, 140, 2, 40, 3",
        "60, 129, 1, 33, 2",
    })
    void a_step_is_that_of_the_readable_engine(int vocabulary, int nodes, int layers, int batch, int steps) {
        try (var fast = engine(2);
                var readable = new Nd4jEngine()) {
            var shape = new NetworkShape(vocabulary, nodes, layers);
            assertSameStep(fast, readable, new Random(nodes), shape, batch, steps);
        }
    }

    @Property(tries = 60)
    void a_step_of_any_size_is_that_of_the_readable_engine(
            @ForAll @IntRange(min = 1, max = 60) int vocabulary,
            @ForAll @IntRange(min = 1, max = 70) int nodes,
            @ForAll @IntRange(min = 1, max = 4) int layers,
            @ForAll @IntRange(min = 1, max = 80) int batch,
            @ForAll @IntRange(min = 1, max = 6) int steps,
            @ForAll long seed) {
        try (var fast = engine(2);
                var readable = new Nd4jEngine()) {
            var shape = new NetworkShape(vocabulary, nodes, layers);
            assertSameStep(fast, readable, new Random(seed), shape, batch, steps);
        }
    }

    /** A window ends with a shorter step, and the next window begins with a long one. */
    @Test
    void steps_of_changing_length_share_buffers_and_leave_nothing_in_them() {
        var random = new Random(2);
        try (var fast = engine(2);
                var readable = new Nd4jEngine()) {
            for (int steps : new int[] {4, 10, 3, 10, 1}) {
                assertSameStep(fast, readable, random, new NetworkShape(27, 20, 2), 40, steps);
            }
        }
    }

    private static void assertSameStep(
            Engine fast, Engine readable, Random random, NetworkShape shape, int batch, int steps) {
        var weights = weights(shape, random);
        var state = state(batch, shape.width(), random);
        var expectedState = state.copy();
        var gradients = weights.copy();
        var expected = weights.copy();
        int[][] batches = batches(shape.vocabulary(), steps, batch, random);

        var surprises = new float[steps][batch];
        var expectedSurprises = new float[steps][batch];
        double loss = fast.learn(weights, state, batches, gradients, surprises);
        double expectedLoss = readable.learn(weights, expectedState, batches, expected, expectedSurprises);

        double sum = 0;
        for (int t = 0; t < steps; t++) {
            for (int lane = 0; lane < batch; lane++) {
                assertThat(surprises[t][lane]).isCloseTo(expectedSurprises[t][lane], within(1e-4f));
                sum += surprises[t][lane];
            }
        }
        assertThat(sum / steps / batch).isCloseTo(loss, within(1e-5));
        assertThat(loss).isCloseTo(expectedLoss, within(TOLERANCE));
        double largest = expected.matrices().stream()
                .mapToDouble(PortableEngineTest::largest)
                .max()
                .orElseThrow();
        for (int i = 0; i < expected.matrices().size(); i++) {
            assertClose(gradients.matrices().get(i), expected.matrices().get(i), largest);
        }
        assertClose(state.output(), expectedState.output(), 1);
        assertClose(state.cell(), expectedState.cell(), 1);
        assertClose(
                fast.predict(weights, state, batches[steps]),
                readable.predict(weights, expectedState, batches[steps]),
                1);
    }

    @ParameterizedTest
    @EnumSource(Optimizer.Algorithm.class)
    void the_digest_does_not_depend_on_the_number_of_threads(Optimizer.Algorithm optimizer) {
        assertThat(digest(1, optimizer)).isEqualTo(digest(2, optimizer)).isEqualTo(digest(4, optimizer));
    }

    private String digest(int threads, Optimizer.Algorithm optimizer) {
        var settings = new LearnerSettings(
                new BytesVocabulary(),
                new NetworkSettings(37, 2, 1, -0.1, 0.1),
                new WindowSettings(130, 33, 10, 0, 0),
                new OptimizerSettings(optimizer, new LearningRate(0.01, 1, 0), 0.5, 0),
                MixtureSize.NONE,
                3);
        var text = new byte[130 * 33 * 3 + 1];
        new Random(1).nextBytes(text);
        var batches = new WindowedBatches(130, 33, 10);
        batches.append(text);
        try (var engine = engine(threads)) {
            var learner = new Learner(settings, engine);
            for (int step = 0; step < 12; step++) {
                learner.step(batches.next());
            }
            return learner.weights().sha256();
        }
    }

    @Property(tries = 200)
    void a_lane_is_predicted_the_same_alone_and_in_any_place_of_any_batch(
            @ForAll @IntRange(min = 1, max = 150) int nodes,
            @ForAll @IntRange(min = 1, max = 4) int layers,
            @ForAll @IntRange(min = 1, max = 64) int vocabulary,
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 0, max = 39) int lane,
            @ForAll @IntRange(min = 1, max = 3) int threads,
            @ForAll long seed) {
        Assume.that(lane < batch);
        var random = new Random(seed);
        var weights = weights(new NetworkShape(vocabulary, nodes, layers), random);
        var together = state(batch, layers * nodes, random);
        var alone = together.lane(lane);
        int[] characters = random.ints(batch, 0, vocabulary).toArray();
        try (var engine = engine(threads)) {
            var logits = engine.predict(weights, together, characters).row(lane);
            var own =
                    engine.predict(weights, alone, new int[] {characters[lane]}).row(0);

            assertThat(logits).containsExactly(own);
            assertThat(together.output().row(lane))
                    .containsExactly(alone.output().row(0));
            assertThat(together.cell().row(lane)).containsExactly(alone.cell().row(0));
        }
    }

    /** Large enough for a batch to be shared by threads. */
    @Test
    void lanes_predicted_on_several_threads_are_those_of_one() {
        var random = new Random(9);
        var weights = weights(new NetworkShape(30, 100, 2), random);
        var one = state(50, 200, random);
        var three = one.copy();
        int[] characters = random.ints(50, 0, 30).toArray();
        try (var single = engine(1);
                var several = engine(3)) {
            assertThat(several.predict(weights, three, characters).elements())
                    .containsExactly(single.predict(weights, one, characters).elements());
            assertThat(three.cell().elements()).containsExactly(one.cell().elements());
        }
    }

    @Test
    void predictions_follow_the_weights_when_they_change() {
        var random = new Random(4);
        var shape = new NetworkShape(27, 6, 2);
        var changing = weights(shape, random);
        try (var engine = engine(1)) {
            engine.predict(changing, State.zeros(1, 12), new int[] {3});
            var others = weights(shape, random);
            changing.assign(others);
            assertThat(logits(engine, changing)).containsExactly(logits(engine, others));
            var gradients = weights(shape, random);
            new Sgd().update(changing, gradients, new Optimizer.Step(0.5, 0.1, 0), WorkerPool.alone());
            new Sgd().update(others, gradients, new Optimizer.Step(0.5, 0.1, 0), WorkerPool.alone());
            assertThat(logits(engine, changing)).containsExactly(logits(engine, others.copy()));
        }
    }

    private static float[] logits(Engine engine, Parameters weights) {
        return engine.predict(weights, State.zeros(1, 12), new int[] {3}).row(0);
    }

    @Test
    void an_engine_that_was_closed_can_be_used_again() {
        var random = new Random(6);
        var fast = engine(2);
        try (var readable = new Nd4jEngine()) {
            for (int use = 0; use < 3; use++) {
                assertSameStep(fast, readable, random, new NetworkShape(27, 12, 1), 70, 3);
                fast.close();
            }
        }
    }

    @Test
    void weights_that_are_not_numbers_give_a_loss_that_is_none() {
        var weights = Parameters.zeros(new NetworkShape(27, 4, 1));
        weights.layers().get(0).recurrent().fill(Float.NaN);
        var state = State.zeros(2, 4);
        try (var engine = engine(1)) {
            assertThat(engine.learn(weights, state, new int[3][2], weights.copy()))
                    .isNaN();
        }
    }

    private static Parameters weights(NetworkShape shape, Random random) {
        var weights = Parameters.truncatedNormal(shape, 0, 0.4, random);
        weights.layers().forEach(layer -> layer.biases().fill(0.1f));
        weights.outputBiases().fill(-0.2f);
        return weights;
    }

    private static State state(int batch, int width, Random random) {
        var state = State.zeros(batch, width);
        for (int i = 0; i < batch * width; i++) {
            state.output().elements()[i] = (float) Math.tanh(random.nextGaussian());
            state.cell().elements()[i] = (float) random.nextGaussian();
        }
        return state;
    }

    private static int[][] batches(int vocabulary, int steps, int batch, Random random) {
        var batches = new int[steps + 1][];
        Arrays.setAll(batches, t -> random.ints(batch, 0, vocabulary).toArray());
        return batches;
    }

    private static void assertClose(Matrix found, Matrix expected, double largest) {
        assertThat(found.rows()).isEqualTo(expected.rows());
        assertThat(found.columns()).isEqualTo(expected.columns());
        float[] x = found.elements();
        float[] y = expected.elements();
        for (int i = 0; i < found.rows() * found.columns(); i++) {
            assertThat((double) x[i]).isCloseTo(y[i], within(TOLERANCE * largest));
        }
    }

    private static double largest(Matrix matrix) {
        double largest = 0;
        for (float value : matrix.elements()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
