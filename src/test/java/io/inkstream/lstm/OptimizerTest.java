package io.inkstream.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

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
    @CsvSource({"DOUBLE, 0, 1e-14", "DOUBLE, 3, 1e-14", "FLOAT, 0, 1e-6", "FLOAT, 3, 1e-6"})
    void adam_moves_every_weight_as_the_algorithm_for_a_single_number_does(
            DataType type, double decay, double precision) {
        var adam = Optimizer.named("adam", shape, type, decay);
        var weights = Parameters.zeros(shape, type);
        var gradients = Parameters.zeros(shape, type);
        int count = (int) weights.arrays().stream().mapToLong(INDArray::length).sum();
        var scalars = new ScalarAdam[count];
        for (int i = 0; i < count; i++) {
            scalars[i] = new ScalarAdam(decay);
        }

        for (int step = 0; step < 20; step++) {
            double rate = 0.01 / (step + 1);
            int at = 0;
            for (var array : gradients.arrays()) {
                for (long i = 0; i < array.length(); i++) {
                    double gradient = random.nextGaussian() * Math.pow(10, random.nextInt(6) - 4);
                    array.data().put(i, gradient);
                    scalars[at++].step(gradient, rate, step + 1);
                }
            }
            adam.update(weights, gradients, rate, step);
        }

        int at = 0;
        for (var array : weights.arrays()) {
            for (long i = 0; i < array.length(); i++) {
                assertThat(array.data().getDouble(i)).isCloseTo(scalars[at++].theta, within(precision));
            }
        }
    }

    /** By hand: with bias correction the first step is the learning rate, against the sign of the gradient. */
    @Test
    void the_first_step_of_adam_is_the_learning_rate() {
        var weights = Parameters.zeros(shape, DataType.FLOAT);
        var gradients = Parameters.zeros(shape, DataType.FLOAT);
        gradients.output().assign(-1e-3);

        Optimizer.named("adam", shape, DataType.FLOAT, 0).update(weights, gradients, 0.25, 0);

        assertThat(weights.output().minNumber().doubleValue()).isCloseTo(0.25, within(1e-5));
        assertThat(weights.output().maxNumber().doubleValue()).isCloseTo(0.25, within(1e-5));
        assertThat(weights.layers().get(0).inputs().amaxNumber().doubleValue()).isZero();
    }

    @Test
    void gradient_descent_subtracts_the_gradients_times_the_rate_and_keeps_nothing() {
        var weights = Parameters.zeros(shape, DataType.FLOAT);
        var gradients = Parameters.zeros(shape, DataType.FLOAT);
        gradients.arrays().forEach(array -> array.assign(0.5));
        var sgd = Optimizer.named("sgd", shape, DataType.FLOAT, 0);

        sgd.update(weights, gradients, 10, 7);

        weights.arrays().forEach(array -> assertThat(array.data().asFloat()).containsOnly(-5f));
        assertThat(sgd.slots()).isEmpty();
    }

    /** Loshchilov and Hutter 2019, algorithm 1 without momentum: theta - alpha g - alpha lambda theta. */
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void gradient_descent_shrinks_the_weights_by_decay_times_the_rate(DataType type) {
        var weights = Parameters.zeros(shape, type);
        var gradients = Parameters.zeros(shape, type);
        weights.arrays().forEach(array -> array.assign(8));
        gradients.arrays().forEach(array -> array.assign(0.5));

        Optimizer.named("sgd", shape, type, 0.125).update(weights, gradients, 2, 7);

        weights.arrays()
                .forEach(array -> assertThat(array.data().asFloat()).containsOnly(5f)); // 8 - 2 × 0.5 - 2 × 0.125 × 8
    }

    @Test
    void an_unknown_optimizer_is_refused_by_name() {
        assertThatThrownBy(() -> Optimizer.named("rmsprop", shape, DataType.FLOAT, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("optimizer must be sgd or adam: rmsprop");
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
