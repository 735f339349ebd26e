package io.inkstream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.inkstream.model.Golden;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import io.inkstream.model.Tensors;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What every engine must do. */
final class EngineTest {

    private static final double TOLERANCE = 2e-5;

    private Engine engine;
    private final Random random = new Random(5);

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
    }

    /** In float32 a sum of some tens of terms keeps about six digits of its largest term. */
    @ParameterizedTest
    @ValueSource(strings = {"nd4j", "portable"})
    void a_step_of_a_small_network_gives_every_figure_of_the_reference(String name) throws IOException {
        engine = Engine.named(name, 2);
        JsonNode golden = Golden.json("small_step.json");
        var weights = Parameters.named(Golden.arrays(golden.get("params"), DataType.FLOAT));
        var state = state(golden);
        var gradients = Parameters.zeros(weights.shape());

        double loss = engine.learn(weights, state, Golden.batches(golden.get("batches")), gradients);

        assertThat(loss).isCloseTo(golden.get("loss").asDouble(), within(TOLERANCE));
        assertClose("output", state.output().toArray(), Golden.array(golden.get("output"), DataType.FLOAT));
        assertClose("cell", state.cell().toArray(), Golden.array(golden.get("state"), DataType.FLOAT));
        var expected = Golden.arrays(golden.get("gradients"), DataType.FLOAT);
        gradients.named().forEach((array, gradient) -> assertClose(array, gradient, expected.get(array)));
        assertThat(gradients.globalNorm()).isCloseTo(golden.get("globalNorm").asDouble(), within(TOLERANCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nd4j", "portable"})
    void predictions_one_character_at_a_time_give_the_probabilities_of_the_reference(String name) throws IOException {
        engine = Engine.named(name, 2);
        JsonNode golden = Golden.json("small_step.json");
        var weights = Parameters.named(Golden.arrays(golden.get("params"), DataType.FLOAT));
        var state = state(golden);
        int[][] batches = Golden.batches(golden.get("batches"));
        var expected = Golden.array(golden.get("probabilities"), DataType.FLOAT);

        for (int t = 0; t + 1 < batches.length; t++) {
            var logits = engine.predict(weights, state, batches[t]);

            int lanes = batches[t].length;
            assertClose(
                    "probabilities of step " + t,
                    softmax(logits.toArray()),
                    Tensors.rows(expected, (long) t * lanes, (t + 1L) * lanes));
        }
        assertClose("output", state.output().toArray(), Golden.array(golden.get("output"), DataType.FLOAT));
        assertClose("cell", state.cell().toArray(), Golden.array(golden.get("state"), DataType.FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nd4j", "portable"})
    void one_long_sequence_equals_three_chunks_with_the_state_carried(String name) {
        engine = Engine.named(name, 1);
        var weights = randomWeights(new NetworkShape(6, 5, 2));
        int[][] batches = batches(6, 12, 2);
        var gradients = Parameters.zeros(weights.shape());
        var whole = State.zeros(2, 10);
        var carried = State.zeros(2, 10);

        double loss = engine.learn(weights, whole, batches, gradients);
        double sum = 0;
        for (int from = 0; from < 12; from += 4) {
            sum += engine.learn(weights, carried, Arrays.copyOfRange(batches, from, from + 5), gradients);
        }

        assertThat(sum / 3).isCloseTo(loss, within(2e-6));
        assertClose("output", carried.output().toArray(), whole.output().toArray());
        assertClose("cell", carried.cell().toArray(), whole.cell().toArray());
    }

    /** The reply to a prompt must not depend on who else is being answered. */
    @ParameterizedTest
    @CsvSource({"nd4j, 5, 1", "nd4j, 64, 1", "nd4j, 50, 2", "portable, 5, 1", "portable, 64, 1", "portable, 50, 2"})
    void a_lane_is_predicted_the_same_alone_and_anywhere_in_any_batch(String name, int nodes, int layers) {
        engine = Engine.named(name, 2);
        var weights = randomWeights(new NetworkShape(27, nodes, layers));
        int lanes = 23;
        var states = randomState(lanes, layers * nodes);
        int[] characters = random.ints(lanes, 0, 27).toArray();

        for (int from = 0; from < lanes; from++) {
            for (int to = from + 1; to <= lanes; to += 3) {
                var batch = State.zeros(to - from, states.width());
                batch.copyLanes(0, states, from, to - from);
                float[][] logits = engine.predict(weights, batch, Arrays.copyOfRange(characters, from, to))
                        .toRows();

                var alone = states.lane(from);
                float[] logitsAlone = engine.predict(weights, alone, new int[] {characters[from]})
                        .row(0);
                assertThat(logits[0]).containsExactly(logitsAlone);
                assertThat(batch.output().row(0)).containsExactly(alone.output().row(0));
                int last = to - 1;
                var lastAlone = states.lane(last);
                logitsAlone = engine.predict(weights, lastAlone, new int[] {characters[last]})
                        .row(0);
                assertThat(logits[last - from]).containsExactly(logitsAlone);
                assertThat(batch.cell().row(last - from))
                        .containsExactly(lastAlone.cell().row(0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nd4j", "portable"})
    void what_does_not_fit_is_refused_with_what_was_expected_and_found(String name) {
        engine = Engine.named(name, 1);
        var weights = Parameters.zeros(new NetworkShape(27, 4, 1));
        var state = State.zeros(2, 4);

        assertThatThrownBy(() -> engine.predict(weights, state, new int[] {0, 27}))
                .hasMessage("character ids must be below 27: 27");
        assertThatThrownBy(() -> engine.predict(weights, state, new int[3]))
                .hasMessage("state must be [3][4], as characters and weights are: [2][4]");
        assertThatThrownBy(() -> engine.learn(weights, state, new int[1][2], weights.copy()))
                .hasMessage("batches must have at least 2 rows: 1");
        assertThatThrownBy(
                        () -> engine.learn(weights, state, new int[2][2], Parameters.zeros(new NetworkShape(27, 5, 1))))
                .hasMessage("gradients must have " + weights.shape() + ": " + new NetworkShape(27, 5, 1));
    }

    @Test
    void an_unknown_engine_is_refused_by_name() {
        assertThatThrownBy(() -> Engine.named("slow", 0)).hasMessage("engine must be portable or nd4j: slow");
        assertThatThrownBy(() -> Engine.named("fast", 0))
                .hasMessageContaining("portable has taken its place, and gives the same bits on every processor");
        assertThatThrownBy(() -> Engine.named("portable", -1)).hasMessage("threads must be 0 or more: -1");
    }

    private static State state(JsonNode golden) {
        return State.of(
                Golden.array(golden.get("output0"), DataType.FLOAT),
                Golden.array(golden.get("state0"), DataType.FLOAT));
    }

    private Parameters randomWeights(NetworkShape shape) {
        var weights = Parameters.truncatedNormal(shape, 0, 0.5, random);
        weights.layers().forEach(layer -> layer.biases().fill(0.1f));
        weights.outputBiases().fill(-0.2f);
        return weights;
    }

    private State randomState(int batch, int width) {
        var state = State.zeros(batch, width);
        for (int i = 0; i < batch * width; i++) {
            state.output().elements()[i] = (float) random.nextGaussian() / 3;
            state.cell().elements()[i] = (float) random.nextGaussian();
        }
        return state;
    }

    private int[][] batches(int vocabulary, int steps, int batch) {
        var batches = new int[steps + 1][];
        Arrays.setAll(batches, t -> random.ints(batch, 0, vocabulary).toArray());
        return batches;
    }

    private static INDArray softmax(INDArray logits) {
        var probabilities = Transforms.exp(logits);
        return probabilities.diviColumnVector(probabilities.sum(true, 1));
    }

    /** Relative to the largest element. */
    private static void assertClose(String name, INDArray found, INDArray expected) {
        assertThat(found.shape()).as(name).isEqualTo(expected.shape());
        double largest = expected.amaxNumber().doubleValue();
        assertThat(found.sub(expected).amaxNumber().doubleValue() / Math.max(largest, 1e-300))
                .as(name)
                .isLessThan(TOLERANCE);
    }
}
