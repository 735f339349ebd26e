package io.inkstream.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptimizerTest {

    private final NetworkShape shape = new NetworkShape(3, 2, 1);
    private final Random random = new Random(4);

    /** Loshchilov and Hutter 2019, algorithm 2, written out for a single number; without decay Kingma and Ba 2015, algorithm 1. */
    private static final class ScalarAdam {
        private final double lambda;
        double theta;
        double m;
        double v;

        ScalarAdam(double lambda) {
            this.lambda = lambda;
        }

        void step(double g, double alpha, int t) {
            double shrunk = alpha * lambda * theta;
            m = 0.9 * m + (1 - 0.9) * g;
            v = 0.99 * v + (1 - 0.99) * g * g;
            double unbiasedM = m / (1 - Math.pow(0.9, t));
            double unbiasedV = v / (1 - Math.pow(0.99, t));
            theta -= alpha * unbiasedM / (Math.sqrt(unbiasedV) + 1e-8) + shrunk;
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "3, 1, 1", "0, 0.25, 3", "3, 0.25, 3"})
    void adam_moves_every_weight_as_the_algorithm_for_a_single_number_does(double decay, double scale, int threads) {
        var adam = Optimizer.Algorithm.ADAM.start(shape, decay);
        var weights = Parameters.zeros(shape);
        var gradients = Parameters.zeros(shape);
        int count = weights.matrices().stream()
                .mapToInt(matrix -> matrix.elements().length)
                .sum();
        var scalars = new ScalarAdam[count];
        for (int i = 0; i < count; i++) {
            scalars[i] = new ScalarAdam(decay);
        }

        for (int step = 0; step < 20; step++) {
            double rate = 0.01 / (step + 1);
            int at = 0;
            for (var matrix : gradients.matrices()) {
                for (int i = 0; i < matrix.elements().length; i++) {
                    double gradient = random.nextGaussian() * Math.pow(10, random.nextInt(6) - 4);
                    matrix.elements()[i] = (float) gradient;
                    scalars[at++].step(scale * gradient, rate, step + 1);
                }
            }
            try (var workers = new WorkerPool(threads)) {
                adam.update(weights, gradients, new Optimizer.Step(scale, rate, step), workers);
            }
        }

        int at = 0;
        for (var matrix : weights.matrices()) {
            for (float weight : matrix.elements()) {
                assertThat((double) weight).isCloseTo(scalars[at++].theta, within(1e-6));
            }
        }
    }

    /** By hand: with bias correction the first step is the learning rate, against the sign of the gradient. */
    @Test
    void the_first_step_of_adam_is_the_learning_rate() {
        var weights = Parameters.zeros(shape);
        var gradients = Parameters.zeros(shape);
        gradients.output().fill(-1e-3f);

        Optimizer.Algorithm.ADAM
                .start(shape, 0)
                .update(weights, gradients, new Optimizer.Step(1, 0.25, 0), WorkerPool.alone());

        for (float weight : weights.output().elements()) {
            assertThat(weight).isCloseTo(0.25f, within(1e-5f));
        }
        assertThat(weights.layers().get(0).inputs().elements()).containsOnly(0);
    }

    /** Chen et al. 2023, algorithm 2, written out for a single number. */
    private static final class ScalarLion {
        private final double lambda;
        double theta;
        double m;

        ScalarLion(double lambda) {
            this.lambda = lambda;
        }

        void step(double g, double eta) {
            double c = 0.9 * m + (1 - 0.9) * g;
            theta = theta - eta * (Math.signum(c) + lambda * theta);
            m = 0.99 * m + (1 - 0.99) * g;
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "3, 1, 1", "0, 0.25, 3", "3, 0.25, 3"})
    void lion_moves_every_weight_as_the_algorithm_for_a_single_number_does(double decay, double scale, int threads) {
        var lion = Optimizer.Algorithm.LION.start(shape, decay);
        var weights = Parameters.zeros(shape);
        var gradients = Parameters.zeros(shape);
        var scalars = weights.matrices().stream()
                .flatMap(matrix -> Stream.generate(() -> new ScalarLion(decay)).limit(matrix.elements().length))
                .toList();

        for (int step = 0; step < 40; step++) {
            double rate = 0.01 / (step + 1);
            var next = scalars.iterator();
            for (var matrix : gradients.matrices()) {
                for (int i = 0; i < matrix.elements().length; i++) {
                    double gradient = random.nextGaussian() * Math.pow(10, random.nextInt(6) - 4);
                    matrix.elements()[i] = (float) gradient;
                    next.next().step(scale * gradient, rate);
                }
            }
            try (var workers = new WorkerPool(threads)) {
                lion.update(weights, gradients, new Optimizer.Step(scale, rate, step), workers);
            }
        }

        var next = scalars.iterator();
        for (var matrix : weights.matrices()) {
            for (float weight : matrix.elements()) {
                assertThat((double) weight).isCloseTo(next.next().theta, within(1e-6));
            }
        }
    }

    /** By hand: the momentum 0.01 × 3 outweighs a small gradient against it (0.9 × 0.03 - 0.1 × 0.2), and not a larger one (0.1 × 0.4). */
    @Test
    void lion_moves_by_the_rate_against_the_mean_of_the_gradients_whatever_their_size() {
        var lion = Optimizer.Algorithm.LION.start(shape, 0);
        var weights = Parameters.zeros(shape);
        var gradients = Parameters.zeros(shape);

        gradients.output().fill(3);
        lion.update(weights, gradients, new Optimizer.Step(1, 0.25, 0), WorkerPool.alone());
        gradients.output().fill(-0.2f);
        lion.update(weights, gradients, new Optimizer.Step(1, 0.25, 1), WorkerPool.alone());
        assertThat(weights.output().elements()).containsOnly(-0.5f);

        gradients.output().fill(-0.4f);
        lion.update(weights, gradients, new Optimizer.Step(1, 0.25, 2), WorkerPool.alone());
        assertThat(weights.output().elements()).containsOnly(-0.25f);
        assertThat(weights.layers().get(0).inputs().elements()).containsOnly(0);
        assertThat(lion.slots()).containsOnlyKeys("m");
    }

    @Test
    void gradient_descent_subtracts_the_gradients_times_the_rate_and_keeps_nothing() {
        var weights = Parameters.zeros(shape);
        var gradients = Parameters.zeros(shape);
        gradients.matrices().forEach(matrix -> matrix.fill(1));
        var sgd = Optimizer.Algorithm.SGD.start(shape, 0);

        sgd.update(weights, gradients, new Optimizer.Step(0.5, 10, 7), WorkerPool.alone());

        weights.matrices().forEach(matrix -> assertThat(matrix.elements()).containsOnly(-5f));
        assertThat(sgd.slots()).isEmpty();
    }

    /** Loshchilov and Hutter 2019, algorithm 1 without momentum: theta - alpha g - alpha lambda theta. */
    @Test
    void gradient_descent_shrinks_the_weights_by_decay_times_the_rate() {
        var weights = Parameters.zeros(shape);
        var gradients = Parameters.zeros(shape);
        weights.matrices().forEach(matrix -> matrix.fill(8));
        gradients.matrices().forEach(matrix -> matrix.fill(0.5f));

        Optimizer.Algorithm.SGD
                .start(shape, 0.125)
                .update(weights, gradients, new Optimizer.Step(1, 2, 7), WorkerPool.alone());

        weights.matrices()
                .forEach(matrix -> assertThat(matrix.elements()).containsOnly(5f)); // 8 - 2 × 0.5 - 2 × 0.125 × 8
    }

    @Test
    void an_unknown_optimizer_is_refused_by_name() {
        assertThatThrownBy(() -> Optimizer.Algorithm.named("rmsprop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("optimizer must be one of sgd, adam, lion: rmsprop");
    }

    @Test
    void the_learning_rate_falls_by_steps_or_never() {
        var staircase = new LearningRate(10, 0.1, 5000);

        assertThat(staircase.at(0)).isEqualTo(10);
        assertThat(staircase.at(4999)).isEqualTo(10);
        assertThat(staircase.at(5000)).isEqualTo(1);
        assertThat(staircase.at(10_000)).isCloseTo(0.1, within(1e-15));
        assertThat(new LearningRate(0.002, 0.5, 0).at(1_000_000)).isEqualTo(0.002);
        assertThatThrownBy(() -> new LearningRate(0, 1, 1)).hasMessage("learning rate must be a number above 0: 0.0");
        assertThatThrownBy(() -> new LearningRate(1, 2, 1))
                .hasMessage("learning rate decay must be above 0 and at most 1: 2.0");
        assertThatThrownBy(() -> new LearningRate(1, 1, -1))
                .hasMessage("learning rate decay must be every 0 or more steps: -1");
    }

    @Test
    void the_learning_rate_of_an_endless_stream_rises_and_then_falls_with_the_root_of_the_steps() {
        var rate = new LearningRate(0.008, LearningRate.Schedule.INVERSE_SQRT, 1, 3000, 100);

        assertThat(rate.at(0)).isCloseTo(0.00008, within(1e-12));
        assertThat(rate.at(49)).isCloseTo(0.004 / Math.sqrt(1 + 49 / 3000.0), within(1e-12));
        assertThat(rate.at(3000)).isCloseTo(0.008 / Math.sqrt(2), within(1e-12));
        assertThat(rate.at(24_000)).isCloseTo(0.008 / 3, within(1e-12));
        assertThat(new LearningRate(1, LearningRate.Schedule.INVERSE_SQRT, 1, 0, 0).at(7))
                .isEqualTo(1);
        assertThat(LearningRate.Schedule.named("inverse-sqrt")).isEqualTo(LearningRate.Schedule.INVERSE_SQRT);
        assertThatThrownBy(() -> LearningRate.Schedule.named("cosine"))
                .hasMessage("learning rate schedule must be staircase or inverse-sqrt: cosine");
    }
}
