package io.inkstream.lstm;

import io.inkstream.lstm.Blas.Matrix;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One layer of a {@link Shard}: its tape, forward and backward. */
final class ShardLayer implements AutoCloseable {

    private final int nodes;
    private final int index;
    private final int vocabulary;
    private final int first;
    private final int lanes;
    private final int cells; // nodes*lanes
    private final Optional<ShardLayer> below;
    private final float[][][] gates; // [step][i f c o][nodes*lanes]; the loss by what enters them after the way back
    private final float[][] cell; // [step+1][nodes*lanes]
    private final float[][] squashed; // [step][nodes*lanes], tanh of the cell after
    private final float[][] entering; // [i f c o][nodes*lanes], scratch: what a character adds
    private final float[] output; // [nodes*lanes], scratch
    private final float[] byOutput; // [nodes*lanes]
    private final float[] byCell; // [nodes*lanes]
    private final float[][] laneRows; // [lanes], rows of matrices with a row for each character
    private final FloatPointer outputs; // [step+1][nodes][lanes]
    private final FloatPointer products; // [4*nodes][lanes]
    private final FloatPointer[] productsOfGate; // [i f c o], parts of it
    private final FloatPointer byOutputs; // [step][nodes][lanes]
    private final Partial byBelow; // [nodes][4*nodes]
    private final Partial byRecurrent; // [nodes][4*nodes]
    private final Partial byProjection; // [nodes][vocabulary]

    final float[][] byInputs; // [vocabulary][4*nodes], gradients

    /** Gradients of a large matrix: in the first shard straight where they belong, in the others in memory of their own. */
    private static final class Partial {
        private final Optional<FloatPointer> own;
        private final long length;

        Partial(boolean inPlace, long length) {
            this.length = length;
            own = inPlace || length == 0 ? Optional.empty() : Optional.of(new FloatPointer(length));
        }

        FloatPointer at(INDArray gradients) {
            return own.orElseGet(() -> Blas.pointer(gradients));
        }

        void addTo(INDArray gradients, int part, int parts) {
            long begin = length * part / parts;
            int count = (int) (length * (part + 1) / parts - begin);
            own.ifPresent(from -> Blas.add(from, Blas.pointer(gradients), begin, count));
        }

        void close() {
            own.ifPresent(FloatPointer::close);
        }
    }

    ShardLayer(NetworkShape shape, int index, Optional<ShardLayer> below, int first, int lanes, int capacity) {
        this.nodes = shape.nodes();
        this.index = index;
        this.vocabulary = shape.vocabulary();
        this.first = first;
        this.lanes = lanes;
        this.cells = Math.multiplyExact(nodes, lanes);
        this.below = below;
        gates = new float[capacity][4][cells];
        cell = new float[capacity + 1][cells];
        squashed = new float[capacity][cells];
        entering = new float[4][cells];
        output = new float[cells];
        byOutput = new float[cells];
        byCell = new float[cells];
        laneRows = new float[lanes][];
        outputs = new FloatPointer((capacity + 1L) * cells);
        products = new FloatPointer(4L * cells);
        productsOfGate = new FloatPointer[4];
        Arrays.setAll(productsOfGate, gate -> Blas.from(products, (long) gate * cells));
        byOutputs = new FloatPointer((long) capacity * cells);
        boolean inPlace = first == 0;
        byBelow = new Partial(inPlace, below.isEmpty() ? 0 : 4L * nodes * nodes);
        byRecurrent = new Partial(inPlace, 4L * nodes * nodes);
        byProjection = new Partial(inPlace, (long) nodes * vocabulary);
        byInputs = new float[vocabulary][4 * nodes];
    }

    private Matrix outputsBefore(int t) {
        return new Matrix(Blas.from(outputs, (long) t * cells), lanes);
    }

    /** The outputs of a step, {@code [nodes][lanes]}. */
    Matrix outputsAfter(int t) {
        return outputsBefore(t + 1);
    }

    private Matrix byOutputs(int t) {
        return new Matrix(Blas.from(byOutputs, (long) t * cells), lanes);
    }

    /**
     * Copies the carried state in.
     *
     * @param outputs of all lanes of the shard and all layers, {@code [lanes][width]}; so are cells
     */
    void take(float[] outputs, float[] cells, int width) {
        Lanes.toColumns(outputs, width, index * nodes, nodes, output, lanes);
        this.outputs.put(output);
        Lanes.toColumns(cells, width, index * nodes, nodes, cell[0], lanes);
    }

    /** Carries the state on, the inverse of {@link #take}. The output is still in the heap. */
    void give(float[] outputs, float[] cells, int width, int steps) {
        Lanes.toRows(output, lanes, outputs, width, index * nodes, nodes);
        Lanes.toRows(cell[steps], lanes, cells, width, index * nodes, nodes);
    }

    /** Moves on by a character, the layer below having done so. */
    void forward(PreparedLayer weights, int[] characters, int t) {
        var product = new Matrix(products, lanes);
        Blas.multiply(
                new Matrix(weights.recurrent.columns, nodes), outputsBefore(t), product, 4 * nodes, lanes, nodes, 0);
        below.ifPresent(layer -> Blas.multiply(
                new Matrix(weights.below.orElseThrow().columns, nodes),
                layer.outputsAfter(t),
                product,
                4 * nodes,
                lanes,
                nodes,
                1));
        gather(weights, characters);
        float[][] gate = gates[t];
        for (int g = 0; g < 4; g++) {
            productsOfGate[g].get(gate[g]);
        }
        Activations.sigmoidOfSum(gate[0], entering[0], cells);
        Activations.sigmoidOfSum(gate[1], entering[1], cells);
        Activations.tanhOfSum(gate[2], entering[2], cells);
        Activations.sigmoidOfSum(gate[3], entering[3], cells);
        Activations.cell(gate[0], gate[1], gate[2], cell[t], cell[t + 1], cells);
        Activations.tanh(cell[t + 1], squashed[t], cells);
        Activations.multiply(gate[3], squashed[t], output, cells);
        Blas.from(outputs, (t + 1L) * cells).put(output);
    }

    /** A one-hot row times the input weights is a row of them. */
    private void gather(PreparedLayer weights, int[] characters) {
        for (int lane = 0; lane < lanes; lane++) {
            laneRows[lane] = weights.table[characters[first + lane]];
        }
        for (int g = 0; g < 4; g++) {
            Lanes.spread(laneRows, g * nodes, nodes, entering[g], lanes);
        }
    }

    /**
     * Goes back through all steps, and leaves the loss by its outputs with the layer below.
     *
     * @param errors loss by the logits of each step, {@code [vocabulary][lanes]}
     * @param above whether a layer above left its part
     */
    void backward(Layer weights, Matrix[] errors, int[][] batches, boolean above, Layer gradients) {
        for (float[] row : byInputs) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(byCell, 0);
        var recurrent = new Matrix(Blas.pointer(weights.recurrent()), 4 * nodes);
        var projection = new Matrix(Blas.pointer(weights.output()), vocabulary);
        var intoRecurrent = new Matrix(byRecurrent.at(gradients.recurrent()), 4 * nodes);
        var intoProjection = new Matrix(byProjection.at(gradients.output()), vocabulary);
        var deltas = new Matrix(products, lanes);
        int last = errors.length - 1;
        for (int t = last; t >= 0; t--) {
            float keep = t == last ? 0 : 1;
            Blas.multiply(projection, errors[t], byOutputs(t), nodes, lanes, vocabulary, above ? 1 : 0);
            if (t < last) {
                Blas.multiply(recurrent, deltas, byOutputs(t), nodes, lanes, 4 * nodes, 1);
            }
            byOutputs(t).at().get(byOutput);
            GateErrors.overwrite(gates[t], squashed[t], cell[t], byOutput, byCell, cells);
            for (int g = 0; g < 4; g++) {
                productsOfGate[g].put(gates[t][g]);
            }
            Blas.multiplyTransposed(outputsBefore(t), deltas, intoRecurrent, nodes, 4 * nodes, lanes, keep);
            Blas.multiplyTransposed(outputsAfter(t), errors[t], intoProjection, nodes, vocabulary, lanes, keep);
            if (below.isPresent()) {
                passDown(below.get(), weights, deltas, t, gradients, keep);
            }
            scatter(batches[t], gates[t]);
        }
    }

    private void passDown(ShardLayer below, Layer weights, Matrix deltas, int t, Layer gradients, float keep) {
        var entrance = new Matrix(Blas.pointer(weights.below().orElseThrow()), 4 * nodes);
        var into = new Matrix(byBelow.at(gradients.below().orElseThrow()), 4 * nodes);
        Blas.multiply(entrance, deltas, below.byOutputs(t), nodes, lanes, 4 * nodes, 0);
        Blas.multiplyTransposed(below.outputsAfter(t), deltas, into, nodes, 4 * nodes, lanes, keep);
    }

    private void scatter(int[] characters, float[][] deltas) {
        for (int lane = 0; lane < lanes; lane++) {
            laneRows[lane] = byInputs[characters[first + lane]];
        }
        for (int g = 0; g < 4; g++) {
            Lanes.addTo(laneRows, g * nodes, nodes, deltas[g], lanes);
        }
    }

    /** Adds a part of this shard's gradients of the large matrices to the first shard's. */
    void addTo(Layer gradients, int part, int parts) {
        gradients.below().ifPresent(matrix -> byBelow.addTo(matrix, part, parts));
        byRecurrent.addTo(gradients.recurrent(), part, parts);
        byProjection.addTo(gradients.output(), part, parts);
    }

    @Override
    public void close() {
        outputs.close();
        products.close();
        byOutputs.close();
        byBelow.close();
        byRecurrent.close();
        byProjection.close();
    }
}
