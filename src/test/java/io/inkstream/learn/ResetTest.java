package io.inkstream.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.engine.Engine;
import io.inkstream.mixture.MixtureSize;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.WindowedBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Which lanes begin again from a state of zero, and when: seen by the engine that is handed the state. */
final class ResetTest {

    /** Carries nothing on, but leaves a mark in each lane that it has read. */
    private static final class Marking implements Engine {

        /** The lanes without a mark, step by step. */
        private final List<List<Integer>> blank = new ArrayList<>();

        @Override
        public String name() {
            return "marking";
        }

        @Override
        public double learn(
                Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises) {
            var lanes = new ArrayList<Integer>();
            for (int lane = 0; lane < state.batch(); lane++) {
                if (isZero(state.cell().row(lane)) && isZero(state.output().row(lane))) {
                    lanes.add(lane);
                } else {
                    assertThat(state.cell().row(lane)).containsOnly(1);
                    assertThat(state.output().row(lane)).containsOnly(1);
                }
            }
            blank.add(lanes);
            state.cell().fill(1);
            state.output().fill(1);
            return 0;
        }

        private static boolean isZero(float[] values) {
            return Arrays.equals(values, new float[values.length]);
        }

        @Override
        public Matrix predict(Parameters weights, State state, int[] characters, boolean[] wanted) {
            throw new UnsupportedOperationException("nothing is predicted here");
        }

        @Override
        public void close() {}
    }

    @Property(tries = 60)
    void one_lane_in_its_turn_begins_again_every_so_many_windows_also_after_a_restart(
            @ForAll @IntRange(min = 1, max = 5) int lanes,
            @ForAll @IntRange(min = 1, max = 12) int segment,
            @ForAll @IntRange(min = 1, max = 6) int unrollings,
            @ForAll @IntRange(min = 0, max = 4) int every,
            @ForAll @IntRange(min = 0, max = 40) int restartAt) {
        var settings = new LearnerSettings(
                new BytesVocabulary(),
                new NetworkSettings(2, 1, 0, 0, 0.1),
                new WindowSettings(lanes, segment, unrollings, every, 0),
                new OptimizerSettings(Optimizer.Algorithm.ADAM, new LearningRate(0.01, 1, 0), 1, 0),
                MixtureSize.NONE,
                5);
        var batches = new WindowedBatches(lanes, segment, unrollings);
        var text = new byte[lanes * segment * 30 + 1];
        var random = new Random(2);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (1 + random.nextInt(100));
        }
        batches.append(text);
        var engine = new Marking();
        var learner = new Learner(settings, engine);
        var expected = new ArrayList<List<Integer>>();
        for (int window = 0; window < 30; window++) {
            do {
                if (learner.steps() == restartAt) {
                    learner = Learner.restore(settings, engine, learner.tensors(), learner.steps(), 0);
                }
                boolean begins = batches.stepsIntoWindow() == 0;
                expected.add(
                        learner.steps() == 0
                                ? allOf(lanes)
                                : begins && every > 0 && window % every == 0
                                        ? List.of(window / every % lanes)
                                        : List.of());
                learner.step(batches.next());
            } while (batches.stepsIntoWindow() > 0);
        }
        assertThat(engine.blank).isEqualTo(expected);
    }

    private static List<Integer> allOf(int lanes) {
        var all = new ArrayList<Integer>();
        for (int lane = 0; lane < lanes; lane++) {
            all.add(lane);
        }
        return all;
    }
}
