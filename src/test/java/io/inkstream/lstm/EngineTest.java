package io.inkstream.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
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
    @CsvSource({"nd4j, DOUBLE, 1e-10", "nd4j, FLOAT, 2e-5", "fast, FLOAT, 2e-5", "portable, FLOAT, 2e-5"})
    void a_step_of_a_small_network_gives_every_figure_of_the_reference(String name, DataType type, double tolerance)
            throws IOException {
        engine = Engine.named(name, 2);
        JsonNode golden = Golden.json("small_step.json");
        var weights = Parameters.named(Golden.arrays(golden.get("params"), type));
        var state = state(golden, type);
        var gradients = Parameters.zeros(weights.shape(), type);

        double loss = engine.learn(weights, state, Golden.batches(golden.get("batches")), gradients);

        assertThat(loss).isCloseTo(golden.get("loss").asDouble(), within(tolerance));
        assertClose("output", state.output(), Golden.array(golden.get("output"), type), tolerance);
        assertClose("cell", state.cell(), Golden.array(golden.get("state"), type), tolerance);
        var expected = Golden.arrays(golden.get("gradients"), type);
        gradients.named().forEach((array, gradient) -> assertClose(array, gradient, expected.get(array), tolerance));
        assertThat(gradients.globalNorm()).isCloseTo(golden.get("globalNorm").asDouble(), within(tolerance));
    }

    @ParameterizedTest
    @CsvSource({"nd4j, DOUBLE, 1e-10", "nd4j, FLOAT, 2e-5", "fast, FLOAT, 2e-5", "portable, FLOAT, 2e-5"})
    void predictions_one_character_at_a_time_give_the_probabilities_of_the_reference(
            String name, DataType type, double tolerance) throws IOException {
        engine = Engine.named(name, 2);
        JsonNode golden = Golden.json("small_step.json");
        var weights = Parameters.named(Golden.arrays(golden.get("params"), type));
        var state = state(golden, type);
        int[][] batches = Golden.batches(golden.get("batches"));
        var expected = Golden.array(golden.get("probabilities"), type);

        for (int t = 0; t + 1 < batches.length; t++) {
            var logits = engine.predict(weights, state, batches[t]);

            int lanes = batches[t].length;
            assertClose(
                    "probabilities of step " + t,
                    softmax(logits),
                    Tensors.rows(expected, (long) t * lanes, (t + 1L) * lanes),
                    tolerance);
        }
        assertClose("output", state.output(), Golden.array(golden.get("output"), type), tolerance);
        assertClose("cell", state.cell(), Golden.array(golden.get("state"), type), tolerance);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void gradients_are_those_of_central_differences(int layers) {
        engine = new Nd4jEngine();
        var weights = randomWeights(new NetworkShape(5, 4, layers), DataType.DOUBLE);
        int[][] batches = batches(5, 4, 3);
        var before = randomState(3, layers * 4, DataType.DOUBLE);
        var gradients = Parameters.zeros(weights.shape(), DataType.DOUBLE);
        engine.learn(weights, before.copy(), batches, gradients);

        var ignored = gradients.copy();
        for (int array = 0; array < weights.arrays().size(); array++) {
            var values = weights.arrays().get(array);
            for (long i = 0; i < values.length(); i++) {
                double value = values.data().getDouble(i);
                values.data().put(i, value + 1e-5);
                double above = engine.learn(weights, before.copy(), batches, ignored);
                values.data().put(i, value - 1e-5);
                double below = engine.learn(weights, before.copy(), batches, ignored);
                values.data().put(i, value);

                assertThat(gradients.arrays().get(array).data().getDouble(i))
                        .as("element %d of array %d", i, array)
                        .isCloseTo((above - below) / 2e-5, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"nd4j, DOUBLE, 1e-12", "fast, FLOAT, 2e-6"})
    void one_long_sequence_equals_three_chunks_with_the_state_carried(String name, DataType type, double tolerance) {
        engine = Engine.named(name, 1);
        var weights = randomWeights(new NetworkShape(6, 5, 2), type);
        int[][] batches = batches(6, 12, 2);
        var gradients = Parameters.zeros(weights.shape(), type);
        var whole = State.zeros(2, 10, type);
        var carried = State.zeros(2, 10, type);

        double loss = engine.learn(weights, whole, batches, gradients);
        double sum = 0;
        for (int from = 0; from < 12; from += 4) {
            sum += engine.learn(weights, carried, Arrays.copyOfRange(batches, from, from + 5), gradients);
        }

        assertThat(sum / 3).isCloseTo(loss, within(tolerance));
        assertClose("output", carried.output(), whole.output(), tolerance);
        assertClose("cell", carried.cell(), whole.cell(), tolerance);
    }

    /** The reply to a prompt must not depend on who else is being answered. */
    @ParameterizedTest
    @CsvSource({"nd4j, 5, 1", "nd4j, 64, 1", "nd4j, 50, 2", "fast, 5, 1", "fast, 64, 1", "fast, 50, 2"})
    void a_lane_is_predicted_the_same_alone_and_anywhere_in_any_batch(String name, int nodes, int layers) {
        engine = Engine.named(name, 2);
        var weights = randomWeights(new NetworkShape(27, nodes, layers), DataType.FLOAT);
        int lanes = 23;
        var states = randomState(lanes, layers * nodes, DataType.FLOAT);
        int[] characters = random.ints(lanes, 0, 27).toArray();

        for (int from = 0; from < lanes; from++) {
            for (int to = from + 1; to <= lanes; to += 3) {
                var batch = State.of(Tensors.rows(states.output(), from, to), Tensors.rows(states.cell(), from, to));
                var logits = Tensors.copy(engine.predict(weights, batch, Arrays.copyOfRange(characters, from, to)));

                var alone = states.lane(from);
                float[] logitsAlone = Tensors.floats(engine.predict(weights, alone, new int[] {characters[from]}));
                assertThat(Tensors.row(logits, 0)).containsExactly(logitsAlone);
                assertThat(Tensors.row(batch.output(), 0)).containsExactly(Tensors.floats(alone.output()));
                int last = to - 1;
                var lastAlone = states.lane(last);
                logitsAlone = Tensors.floats(engine.predict(weights, lastAlone, new int[] {characters[last]}));
                assertThat(Tensors.row(logits, last - from)).containsExactly(logitsAlone);
                assertThat(Tensors.row(batch.cell(), last - from)).containsExactly(Tensors.floats(lastAlone.cell()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nd4j", "fast", "portable"})
    void what_does_not_fit_is_refused_with_what_was_expected_and_found(String name) {
        engine = Engine.named(name, 1);
        var weights = Parameters.zeros(new NetworkShape(27, 4, 1), DataType.FLOAT);
        var state = State.zeros(2, 4, DataType.FLOAT);

        assertThatThrownBy(() -> engine.predict(weights, state, new int[] {0, 27}))
                .hasMessage("character ids must be below 27: 27");
        assertThatThrownBy(() -> engine.predict(weights, state, new int[3]))
                .hasMessage("state must be [3][4] of FLOAT, as characters and weights are: [2][4] of FLOAT");
        assertThatThrownBy(() -> engine.learn(weights, state, new int[1][2], weights.copy()))
                .hasMessage("batches must have at least 2 rows: 1");
        assertThatThrownBy(() ->
                        engine.learn(weights, state, new int[2][2], Parameters.zeros(weights.shape(), DataType.DOUBLE)))
                .hasMessage(
                        "gradients must have NetworkShape[vocabulary=27, nodes=4, layers=1, contexts=Contexts[length=0, bits=0]] of FLOAT: "
                                + "NetworkShape[vocabulary=27, nodes=4, layers=1, contexts=Contexts[length=0, bits=0]] of DOUBLE");
    }

    @Test
    void an_unknown_engine_is_refused_by_name() {
        assertThatThrownBy(() -> Engine.named("slow", 0)).hasMessage("engine must be fast, portable or nd4j: slow");
        assertThatThrownBy(() -> Engine.named("fast", -1)).hasMessage("threads must be 0 or more: -1");
    }

    private static State state(JsonNode golden, DataType type) {
        return State.of(Golden.array(golden.get("output0"), type), Golden.array(golden.get("state0"), type));
    }

    private Parameters randomWeights(NetworkShape shape, DataType type) {
        var weights = Parameters.zeros(shape, type);
        weights.assign(Parameters.truncatedNormal(shape, 0, 0.5, random));
        weights.layers().forEach(layer -> layer.biases().assign(0.1));
        weights.outputBiases().assign(-0.2);
        return weights;
    }

    private State randomState(int batch, int width, DataType type) {
        var state = State.zeros(batch, width, type);
        for (int lane = 0; lane < batch; lane++) {
            for (int node = 0; node < width; node++) {
                state.output().putScalar(lane, node, random.nextGaussian() / 3);
                state.cell().putScalar(lane, node, random.nextGaussian());
            }
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
    private static void assertClose(String name, INDArray found, INDArray expected, double tolerance) {
        assertThat(found.shape()).as(name).isEqualTo(expected.shape());
        double largest = expected.amaxNumber().doubleValue();
        assertThat(found.sub(expected).amaxNumber().doubleValue() / Math.max(largest, 1e-300))
                .as(name)
                .isLessThan(tolerance);
    }
}
