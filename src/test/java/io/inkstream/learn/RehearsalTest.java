package io.inkstream.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inkstream.mixture.MixtureSize;
import io.inkstream.text.BytesVocabulary;
import io.inkstream.text.WindowedBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class RehearsalTest {

    private static final int STEPS = 3; // of a window: 10 characters by 4
    private static final int KEPT = 5;

    private static final LearnerSettings SETTINGS = new LearnerSettings(
            new BytesVocabulary(),
            new NetworkSettings(2, 1, 0, 0, 0.1),
            new WindowSettings(2, 10, 4, 0, KEPT),
            new OptimizerSettings(Optimizer.Algorithm.SGD, new LearningRate(1, 1, 0), 1, 0),
            new MixtureSize(10),
            9);

    private final WindowedBatches batches = new WindowedBatches(2, 10, 4);

    @Test
    void beside_each_window_comes_one_of_the_newest_before_it_step_by_step() {
        var given = given(Rehearsal.begin(SETTINGS), 40, 0);

        var text = windows(40);
        var distances = new HashSet<Integer>();
        for (int window = 0; window < 40; window++) {
            var older = given.subList(window * STEPS, (window + 1) * STEPS);
            if (window == 0) {
                assertThat(older).allSatisfy(step -> assertThat(step).isEmpty());
            } else {
                int found = find(text, older);
                assertThat(window - found).as("window " + window).isBetween(1, KEPT);
                distances.add(window - found);
            }
        }
        assertThat(distances).as("drawn at random").hasSize(KEPT);
    }

    @Test
    void a_restored_one_goes_on_with_the_same_from_any_step() {
        var expected = given(Rehearsal.begin(SETTINGS), 12, 0);
        for (int steps = 0; steps < 12 * STEPS; steps++) {
            var rehearsal = Rehearsal.begin(SETTINGS);
            var windows = new WindowedBatches(2, 10, 4);
            windows.append(text(12));
            for (int step = 0; step < steps; step++) {
                rehearsal.beside(windows.next());
            }
            rehearsal.state().cell().fill(steps);

            var restored = Rehearsal.restore(SETTINGS, rehearsal.tensors(), steps);

            assertThat(restored.state().cell().row(1)[1]).isEqualTo(steps);
            for (int step = steps; step < 12 * STEPS; step++) {
                assertThat(restored.beside(windows.next())).isDeepEqualTo(expected.get(step));
            }
        }
    }

    @Test
    void what_is_missing_is_named() {
        Map<String, INDArray> none = Map.of();
        assertThatThrownBy(() -> Rehearsal.restore(SETTINGS, none, 0))
                .hasMessage("array replay/output of shape [2, 2] must be there: missing");
        Map<String, INDArray> state = Map.of(
                "replay/output", Nd4j.zeros(2, 2), "replay/cell", Nd4j.zeros(2, 2), "replay/recent", Nd4j.zeros(2, 8));
        assertThatThrownBy(() -> Rehearsal.restore(SETTINGS, state, 7))
                .hasMessage("array replay/windows of shape [22, 2] must be there: missing");
    }

    private List<int[][]> given(Rehearsal rehearsal, int windows, int from) {
        batches.append(text(windows));
        var given = new ArrayList<int[][]>();
        for (int step = from; step < windows * STEPS; step++) {
            given.add(rehearsal.beside(batches.next()));
        }
        return given;
    }

    private static List<List<int[][]>> windows(int count) {
        var batches = new WindowedBatches(2, 10, 4);
        batches.append(text(count));
        var windows = new ArrayList<List<int[][]>>();
        for (int window = 0; window < count; window++) {
            windows.add(List.of(batches.next(), batches.next(), batches.next()));
        }
        return windows;
    }

    private static int find(List<List<int[][]>> windows, List<int[][]> wanted) {
        for (int window = 0; window < windows.size(); window++) {
            boolean same = true;
            for (int step = 0; step < STEPS; step++) {
                same &= Arrays.deepEquals(windows.get(window).get(step), wanted.get(step));
            }
            if (same) {
                return window;
            }
        }
        throw new AssertionError("no window of the text");
    }

    private static byte[] text(int windows) {
        var text = new byte[windows * 20 + 1];
        new Random(3).nextBytes(text);
        return text;
    }
}
