package io.inkstream.lstm;

import io.inkstream.lstm.Blas.Matrix;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer of a {@link Shard}: its tape, forward and backward. A row for each lane, each gate by itself: so a product leaves a gate's
 * elements one after the other, as those of the character that entered lie, and the rows of all unrollings are one matrix.
 */
final class ShardLayer implements AutoCloseable {

    private static final int GATES = 4;

    /** OpenBLAS does not copy matrices before it multiplies them if rows × columns × inner is no more than this. */
    private static final int UNCOPIED = 1_000_000;

    /** Rows that are worth to be multiplied by themselves for that. */
    private static final int LEAST_ROWS = 64;

    private final int nodes;
    private final int vocabulary;
    private final int index;
    private final int first;
    private final int lanes;
    private final int cells; // lanes*nodes
    private final Optional<ShardLayer> below;
    private final float[][][] gates; // [step][i f c o][lanes*nodes]; the loss by what enters them after the way back
    private final float[][] cell; // [step+1][lanes*nodes]
    private final float[][] squashed; // [step][lanes*nodes], tanh of the cell after
    private final float[][] entering; // [i f c o][lanes*nodes], scratch: what characters add
    private final float[] output; // [lanes*nodes], scratch
    private final float[] byOutput; // [lanes*nodes], scratch
    private final float[] byCell; // [lanes*nodes]
    private final float[] row; // [nodes], scratch
    private final OffHeap outputs; // [step+1][lanes][nodes]
    private final OffHeap[]
            products; // [i f c o][step][lanes][nodes]: into the gates; the loss by it after the way back
    private final OffHeap byOutputs; // [step][lanes][nodes]
    private final Partial byBelow; // [nodes][4*nodes]
    private final Partial byRecurrent; // [nodes][4*nodes]
    private final Partial byProjection; // [nodes][vocabulary]

    final float[][][] byInputs; // [i f c o][vocabulary][nodes], gradients

    /** Gradients of a large matrix: in the first shard straight where they belong, in the others in memory of their own. */
    private static final class Partial {
        private final Optional<FloatPointer> own;
        private final int rows;
        private final int columns;

        Partial(boolean inPlace, int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            own = inPlace || rows == 0 ? Optional.empty() : Optional.of(new FloatPointer((long) rows * columns));
        }

        Matrix at(INDArray gradients) {
            return new Matrix(own.orElseGet(() -> Blas.pointer(gradients)), columns, false);
        }

        void addTo(INDArray gradients, int part, int parts) {
            long begin = (long) rows * part / parts * columns;
            int count = (int) ((long) rows * (part + 1) / parts * columns - begin);
            own.ifPresent(from -> Blas.add(from, Blas.pointer(gradients), begin, count));
        }

        void close() {
            own.ifPresent(FloatPointer::close);
        }
    }

    ShardLayer(NetworkShape shape, int index, Optional<ShardLayer> below, int first, int lanes, int capacity) {
        this.nodes = shape.nodes();
        this.vocabulary = shape.vocabulary();
        this.index = index;
        this.first = first;
        this.lanes = lanes;
        this.cells = Math.multiplyExact(nodes, lanes);
        this.below = below;
        gates = new float[capacity][GATES][cells];
        cell = new float[capacity + 1][cells];
        squashed = new float[capacity][cells];
        entering = new float[GATES][cells];
        output = new float[cells];
        byOutput = new float[cells];
        byCell = new float[cells];
        row = new float[nodes];
        outputs = new OffHeap((capacity + 1L) * cells);
        products = new OffHeap[GATES];
        Arrays.setAll(products, gate -> new OffHeap((long) capacity * cells));
        byOutputs = new OffHeap((long) capacity * cells);
        boolean inPlace = first == 0;
        byBelow = new Partial(inPlace, below.isEmpty() ? 0 : nodes, GATES * nodes);
        byRecurrent = new Partial(inPlace, nodes, GATES * nodes);
        byProjection = new Partial(inPlace, nodes, vocabulary);
        byInputs = new float[GATES][vocabulary][nodes];
    }

    /** The outputs from before a step on, {@code [lanes][nodes]} and further steps behind it. */
    Matrix outputsBefore(int t) {
        return outputs.matrix((long) t * cells, nodes);
    }

    /** The outputs from after a step on. */
    Matrix outputsAfter(int t) {
        return outputsBefore(t + 1);
    }

    private Matrix products(int gate, int t) {
        return products[gate].matrix((long) t * cells, nodes);
    }

    /** Loss by the outputs after a step, and after further steps behind it. */
    Matrix byOutputs(int t) {
        return byOutputs.matrix((long) t * cells, nodes);
    }

    /** Moves on by the characters of all rows of the batches but the last, the layer below having done so. */
    void forward(PreparedLayer weights, State state, int[][] batches) {
        int steps = batches.length - 1;
        take(state);
        for (int t = 0; t < steps; t++) {
            for (int gate = 0; gate < GATES; gate++) {
                enter(weights, batches[t], t, gate);
            }
            leave(t);
        }
        give(state, steps);
    }

    private void take(State state) {
        int width = state.width();
        for (int lane = 0; lane < lanes; lane++) {
            int at = (first + lane) * width + index * nodes;
            state.outputElements().get(at, output, lane * nodes, nodes);
            state.cellElements().get(at, cell[0], lane * nodes, nodes);
        }
        outputs.put(0, output, 0, cells);
    }

    private void give(State state, int steps) {
        int width = state.width();
        for (int lane = 0; lane < lanes; lane++) {
            int at = (first + lane) * width + index * nodes;
            state.outputElements().put(at, output, lane * nodes, nodes);
            state.cellElements().put(at, cell[steps], lane * nodes, nodes);
        }
    }

    /** A one-hot row times the input weights is a row of them. */
    private void enter(PreparedLayer weights, int[] characters, int t, int gate) {
        var product = products(gate, t);
        weights.recurrent.forward.multiply(outputsBefore(t), gate, product, lanes, 0);
        below.ifPresent(
                layer -> weights.below.orElseThrow().forward.multiply(layer.outputsAfter(t), gate, product, lanes, 1));
        float[] enter = entering[gate];
        for (int lane = 0; lane < lanes; lane++) {
            System.arraycopy(weights.table[characters[first + lane]], gate * nodes, enter, lane * nodes, nodes);
        }
        float[] opened = gates[t][gate];
        products[gate].get(t * cells, opened, 0, cells);
        if (gate == 2) {
            Activations.tanhOfSum(opened, enter, cells);
        } else {
            Activations.sigmoidOfSum(opened, enter, cells);
        }
    }

    private void leave(int t) {
        float[][] gate = gates[t];
        Activations.cell(gate[0], gate[1], gate[2], cell[t], cell[t + 1], cells);
        Activations.tanh(cell[t + 1], squashed[t], cells);
        Activations.multiply(gate[3], squashed[t], output, cells);
        outputs.put((t + 1) * cells, output, 0, cells);
    }

    /** Goes back through all steps from the loss by the outputs, and leaves the loss by its outputs with the layer below. */
    void backward(PreparedLayer weights, int steps) {
        Arrays.fill(byCell, 0);
        for (int t = steps - 1; t >= 0; t--) {
            if (t + 1 < steps) {
                carryBack(weights.recurrent, t + 1, byOutputs(t));
            }
            byOutputs.get(t * cells, byOutput, 0, cells);
            GateErrors.overwrite(gates[t], squashed[t], cell[t], byOutput, byCell, cells);
            for (int gate = 0; gate < GATES; gate++) {
                products[gate].put(t * cells, gates[t][gate], 0, cells);
            }
            if (below.isPresent()) {
                carryBack(weights.below.orElseThrow(), t, below.get().byOutputs(t));
            }
        }
    }

    /** Adds what the loss by what enters the gates makes of the loss by what was multiplied. */
    private void carryBack(GateWeights weights, int t, Matrix into) {
        for (int gate = 0; gate < GATES; gate++) {
            weights.back.multiply(products(gate, t), gate, into, lanes, 1);
        }
    }

    /** @param errors loss by the logits, {@code [vocabulary][steps*lanes]} */
    void gradients(Matrix errors, int[][] batches, Layer gradients) {
        int steps = batches.length - 1;
        var into = byRecurrent.at(gradients.recurrent());
        for (int gate = 0; gate < GATES; gate++) {
            addUp(outputsBefore(0), products(gate, 0), into.from(gate * nodes), steps * lanes);
            if (below.isPresent()) {
                var ofBelow = byBelow.at(gradients.below().orElseThrow()).from(gate * nodes);
                addUp(below.get().outputsAfter(0), products(gate, 0), ofBelow, steps * lanes);
            }
            scatter(batches, gate);
        }
        Blas.multiply(
                outputsAfter(0).transposed(),
                errors.transposed(),
                byProjection.at(gradients.output()),
                nodes,
                vocabulary,
                steps * lanes,
                0);
    }

    /** into = leftᵀ × right, over so many rows. */
    private void addUp(Matrix left, Matrix right, Matrix into, int count) {
        int most = UNCOPIED / (nodes * nodes);
        int chunks = most < LEAST_ROWS ? 1 : (count + most - 1) / most;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = count * chunk / chunks;
            int rows = count * (chunk + 1) / chunks - from;
            Blas.multiply(
                    left.fromRow(from).transposed(), right.fromRow(from), into, nodes, nodes, rows, chunk == 0 ? 0 : 1);
        }
    }

    private void scatter(int[][] batches, int gate) {
        float[][] into = byInputs[gate];
        for (float[] ofCharacter : into) {
            Arrays.fill(ofCharacter, 0);
        }
        for (int t = 0; t + 1 < batches.length; t++) {
            for (int lane = 0; lane < lanes; lane++) {
                System.arraycopy(gates[t][gate], lane * nodes, row, 0, nodes);
                Activations.add(row, into[batches[t][first + lane]], 0, nodes);
            }
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
        for (var product : products) {
            product.close();
        }
        byOutputs.close();
        byBelow.close();
        byRecurrent.close();
        byProjection.close();
    }
}
