package io.inkstream.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inkstream.engine.nd4j.Nd4jEngine;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.Golden;
import io.inkstream.model.NetworkShape;
import io.inkstream.text.BatchGenerator;
import io.inkstream.text.NumbersCorpus;
import io.inkstream.text.Text8Vocabulary;
import io.inkstream.text.Vocabulary;
import io.inkstream.text.WindowedBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LearnerTest {

    @ParameterizedTest
    @EnumSource(Optimizer.Algorithm.class)
    void a_restored_learner_goes_on_to_the_bit(Optimizer.Algorithm optimizer) {
        var settings = settings(optimizer, 1.25, 0, 0.1);
        var batches = new WindowedBatches(8, 33, 10);
        batches.append(NumbersCorpus.training());
        var uninterrupted = new Learner(settings, new Nd4jEngine());
        for (int step = 0; step < 13; step++) {
            uninterrupted.step(batches.next());
        }

        var restored = Learner.restore(
                settings, new Nd4jEngine(), uninterrupted.tensors(), uninterrupted.steps(), uninterrupted.characters());
        for (int step = 0; step < 20; step++) {
            int[][] next = batches.next();
            assertThat(restored.step(next)).isEqualTo(uninterrupted.step(next));
        }

        var expected = uninterrupted.tensors();
        assertThat(restored.tensors())
                .hasSameSizeAs(expected)
                .allSatisfy((name, array) -> assertThat(array.data().asFloat())
                        .as(name)
                        .isEqualTo(expected.get(name).data().asFloat()));
        assertThat(restored.weights().sha256())
                .isEqualTo(uninterrupted.weights().sha256());
        assertThat(restored.characters()).isEqualTo(uninterrupted.characters());
        assertThat(restored.steps()).isEqualTo(33);
    }

    @Test
    void tensors_name_weights_state_and_moments() {
        var learner = new Learner(settings(Optimizer.Algorithm.ADAM, 1.25, 0), new Nd4jEngine());

        var tensors = learner.tensors();

        assertThat(tensors.keySet().stream().filter(name -> !name.startsWith("mixture/")))
                .hasSize(30 + 2 + 4 + 2 * 30 + 2);
        assertThat(tensors.keySet()).startsWith("ix", "im", "ib").contains("adam/m/ix", "adam/v/b");
        assertThat(tensors.get("state/output").shape()).containsExactly(8, 12);
        assertThat(tensors.get("state/cell").shape()).containsExactly(8, 12);
        assertThat(tensors.get("reading/output").shape()).containsExactly(1, 12);
        assertThat(tensors.get("mixture/entries").shape()).containsExactly(28 * 1024);
    }

    @Test
    void what_is_missing_from_tensors_is_named() {
        var settings = settings(Optimizer.Algorithm.ADAM, 1.25, 0);
        var tensors = new Learner(settings, new Nd4jEngine()).tensors();
        tensors.remove("state/cell");

        assertThatThrownBy(() -> Learner.restore(settings, new Nd4jEngine(), tensors, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("array state/cell of shape [8, 12] must be there: missing");
        var moments = new Learner(settings, new Nd4jEngine()).tensors();
        moments.remove("adam/v/cm");
        assertThatThrownBy(() -> Learner.restore(settings, new Nd4jEngine(), moments, 0, 0))
                .hasMessage("array adam/v/cm of shape [6, 6] must be there: missing");
        var lane = new Learner(settings, new Nd4jEngine()).tensors();
        lane.remove("reading/cell");
        assertThatThrownBy(() -> Learner.restore(settings, new Nd4jEngine(), lane, 0, 0))
                .hasMessage("array reading/cell of shape [1, 12] must be there: missing");
        var lists = new Learner(settings, new Nd4jEngine()).tensors();
        lists.remove("mixture/entries");
        assertThatThrownBy(() -> Learner.restore(settings, new Nd4jEngine(), lists, 0, 0))
                .hasMessage("array entries of the mixture must have 28672 elements: missing");
        assertThatThrownBy(() -> new Learner(settings, new Nd4jEngine(), Golden.initial64()))
                .hasMessage(
                        "weights must have NetworkShape[vocabulary=27, nodes=6, layers=2, mixture=MixtureSize[bits=10]], as the"
                                + " settings say: NetworkShape[vocabulary=27, nodes=64, layers=1, mixture=MixtureSize[bits=0]]");
    }

    /** Plain descent moves the weights by rate × clipped gradients, so how far they go shows what the clip left. */
    @ParameterizedTest
    @CsvSource({"1e-3, true", "1e3, false"})
    void gradients_beyond_the_clip_norm_are_scaled_down_to_it(double clipNorm, boolean clipped) {
        var learner = new Learner(settings(Optimizer.Algorithm.SGD, clipNorm, 0), new Nd4jEngine());
        var before = learner.weights().copy();

        var step = learner.step(new BatchGenerator(NumbersCorpus.training(), 8, 10).next());

        var moved = learner.weights().copy();
        for (int i = 0; i < moved.matrices().size(); i++) {
            float[] now = moved.matrices().get(i).elements();
            float[] then = before.matrices().get(i).elements();
            for (int j = 0; j < now.length; j++) {
                now[j] -= then[j];
            }
        }
        assertThat(step.gradientNorm()).isGreaterThan(1e-2);
        double expected = 0.5 * (clipped ? clipNorm : step.gradientNorm());
        assertThat(moved.globalNorm()).isCloseTo(expected, within(expected * 1e-3));
    }

    @Test
    void forget_gates_start_from_their_bias_and_equal_seeds_from_equal_weights() {
        var biased = new Learner(settings(Optimizer.Algorithm.SGD, 1, 1.5), new Nd4jEngine()).weights();

        assertThat(biased.named().get("fb").data().asFloat()).containsOnly(1.5f);
        assertThat(biased.named().get("2/fb").data().asFloat()).containsOnly(1.5f);
        for (String other : new String[] {"ib", "cb", "ob", "2/ib", "b"}) {
            assertThat(biased.named().get(other).data().asFloat()).containsOnly(0f);
        }
        assertThat(new Learner(settings(Optimizer.Algorithm.SGD, 1, 1.5), new Nd4jEngine())
                        .weights()
                        .sha256())
                .isEqualTo(biased.sha256());
    }

    @Test
    void settings_validate_themselves_and_name_what_is_wrong() {
        assertThatThrownBy(() -> settings(Optimizer.Algorithm.SGD, 0, 0)).hasMessage("clipNorm must be above 0: 0.0");
        assertThatThrownBy(() -> settings(Optimizer.Algorithm.SGD, 1, Double.NaN))
                .hasMessage("forgetBias must be a number: NaN");
        assertThatThrownBy(() -> new WindowSettings(8, 8, 0, 0, 0)).hasMessage("unrollings must be at least 1: 0");
        assertThatThrownBy(() -> Vocabulary.named("ascii")).hasMessage("vocabulary must be text8 or bytes: ascii");
        assertThat(Tutorial.SETTINGS.shape()).isEqualTo(new NetworkShape(27, 64, 1));
    }

    private static LearnerSettings settings(Optimizer.Algorithm optimizer, double clipNorm, double forgetBias) {
        return settings(optimizer, clipNorm, forgetBias, 0);
    }

    private static LearnerSettings settings(
            Optimizer.Algorithm optimizer, double clipNorm, double forgetBias, double weightDecay) {
        return new LearnerSettings(
                new Text8Vocabulary(),
                new NetworkSettings(6, 2, forgetBias, -0.1, 0.1),
                new WindowSettings(8, 33, 10, 1, 3),
                new OptimizerSettings(optimizer, new LearningRate(0.5, 0.5, 7), clipNorm, weightDecay),
                new MixtureSize(10),
                11);
    }
}
