package io.inkstream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.inkstream.model.Golden;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.model.Tensors;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The readable network in double precision, which the others are held against: against the reference and its own differences. */
final class Nd4jNetworkTest {

    private final Nd4jNetwork network = new Nd4jNetwork();
    private final Random random = new Random(5);

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void a_step_of_a_small_network_gives_every_figure_of_the_reference() throws IOException {
        JsonNode golden = Golden.json("small_step.json");
        var parameters = Parameters.named(Golden.arrays(golden.get("params"), DataType.FLOAT));
        var weights = Nd4jWeights.of(parameters, DataType.DOUBLE);
        var exact = Golden.arrays(golden.get("params"), DataType.DOUBLE);
        fuse(exact, weights);
        var gradients = Nd4jWeights.zeros(weights.shape, DataType.DOUBLE);
        var state = new Nd4jNetwork.Carried(
                Golden.array(golden.get("output0"), DataType.DOUBLE),
                Golden.array(golden.get("state0"), DataType.DOUBLE));

        double loss = network.learn(weights, state, Golden.batches(golden.get("batches")), gradients, null);

        assertThat(loss).isCloseTo(golden.get("loss").asDouble(), within(1e-10));
        assertClose(state.output(), Golden.array(golden.get("output"), DataType.DOUBLE), 1e-10);
        assertClose(state.cell(), Golden.array(golden.get("state"), DataType.DOUBLE), 1e-10);
        var expected = Nd4jWeights.zeros(weights.shape, DataType.DOUBLE);
        fuse(Golden.arrays(golden.get("gradients"), DataType.DOUBLE), expected);
        for (int i = 0; i < expected.arrays().size(); i++) {
            assertClose(gradients.arrays().get(i), expected.arrays().get(i), 1e-10);
        }
    }

    /** The reference's arrays by gate, side by side in the order i f c o. */
    private static void fuse(Map<String, INDArray> byName, Nd4jWeights into) {
        int nodes = into.shape.nodes();
        String gates = "ifco";
        for (int gate = 0; gate < 4; gate++) {
            long from = (long) gate * nodes;
            long to = from + nodes;
            char name = gates.charAt(gate);
            var layer = into.layers.get(0);
            Tensors.columns(layer.inputs(), from, to).assign(byName.get(name + "x"));
            Tensors.columns(layer.recurrent(), from, to).assign(byName.get(name + "m"));
            Tensors.columns(layer.biases(), from, to).assign(byName.get(name + "b"));
        }
        into.output.assign(byName.get("w"));
        into.outputBiases.assign(byName.get("b").reshape(1, into.shape.vocabulary()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void gradients_are_those_of_central_differences(int layers) {
        var shape = new NetworkShape(5, 4, layers);
        var weights = Nd4jWeights.of(Parameters.truncatedNormal(shape, 0, 0.5, random), DataType.DOUBLE);
        weights.layers.forEach(layer -> layer.biases().assign(0.1));
        weights.outputBiases.assign(-0.2);
        int[][] batches = batches(5, 4, 3);
        var output = random(3, layers * 4, 1.0 / 3);
        var cell = random(3, layers * 4, 1);
        var gradients = Nd4jWeights.zeros(shape, DataType.DOUBLE);
        loss(weights, output, cell, batches, gradients);

        var ignored = Nd4jWeights.zeros(shape, DataType.DOUBLE);
        for (int array = 0; array < weights.arrays().size(); array++) {
            var values = weights.arrays().get(array);
            for (long i = 0; i < values.length(); i++) {
                double value = values.data().getDouble(i);
                values.data().put(i, value + 1e-5);
                double above = loss(weights, output, cell, batches, ignored);
                values.data().put(i, value - 1e-5);
                double below = loss(weights, output, cell, batches, ignored);
                values.data().put(i, value);

                assertThat(gradients.arrays().get(array).data().getDouble(i))
                        .as("element %d of array %d", i, array)
                        .isCloseTo((above - below) / 2e-5, within(1e-9));
            }
        }
    }

    @Test
    void one_long_sequence_equals_three_chunks_with_the_state_carried() {
        var shape = new NetworkShape(6, 5, 2);
        var weights = Nd4jWeights.of(Parameters.truncatedNormal(shape, 0, 0.5, random), DataType.DOUBLE);
        int[][] batches = batches(6, 12, 2);
        var gradients = Nd4jWeights.zeros(shape, DataType.DOUBLE);
        var whole = new Nd4jNetwork.Carried(random(2, 10, 0), random(2, 10, 0));
        var carried = new Nd4jNetwork.Carried(random(2, 10, 0), random(2, 10, 0));

        double loss = network.learn(weights, whole, batches, gradients, null);
        double sum = 0;
        for (int from = 0; from < 12; from += 4) {
            int[][] some = Arrays.copyOfRange(batches, from, from + 5);
            sum += network.learn(weights, carried, some, gradients, null);
        }

        assertThat(sum / 3).isCloseTo(loss, within(1e-12));
        assertClose(carried.output(), whole.output(), 1e-12);
        assertClose(carried.cell(), whole.cell(), 1e-12);
    }

    private double loss(Nd4jWeights weights, INDArray output, INDArray cell, int[][] batches, Nd4jWeights gradients) {
        var state = new Nd4jNetwork.Carried(output.dup(), cell.dup());
        return network.learn(weights, state, batches, gradients, null);
    }

    private INDArray random(int rows, int columns, double deviation) {
        var array = Tensors.zeros(DataType.DOUBLE, rows, columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                array.putScalar(row, column, random.nextGaussian() * deviation);
            }
        }
        return array;
    }

    private int[][] batches(int vocabulary, int steps, int batch) {
        var batches = new int[steps + 1][];
        Arrays.setAll(batches, t -> random.ints(batch, 0, vocabulary).toArray());
        return batches;
    }

    /** Relative to the largest element. */
    private static void assertClose(INDArray found, INDArray expected, double tolerance) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        double largest = expected.amaxNumber().doubleValue();
        assertThat(found.sub(expected).amaxNumber().doubleValue() / Math.max(largest, 1e-300))
                .isLessThan(tolerance);
    }
}
