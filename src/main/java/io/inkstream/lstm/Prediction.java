package io.inkstream.lstm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One character of every lane, in Java alone. A product is a sum of rows of the matrix, each scaled by one element of the lane:
 * in the order of the rows for one lane as for many, so that a lane's bits are its own; and since C2 leaves the order of
 * additions alone, they are the same on every processor.
 */
final class Prediction implements AutoCloseable {

    /** Weights that are kept as arrays in the heap: models that are asked in turn. */
    private static final int KEPT = 4;

    /** Numbers of lanes whose logits are kept. */
    private static final int KEPT_LOGITS = 32;

    /** Columns that are summed at a time, so that four rows of them stay in the first cache. */
    private static final int COLUMNS = 1024;

    /** Products that are worth a second thread: some 20 microseconds. */
    private static final long WORTH_SHARING = 1_000_000;

    private final Crew crew;
    private final Deque<Rows> kept = new ArrayDeque<>();
    private final Map<Long, INDArray> logitsByShape = new LinkedHashMap<>(16, 0.75f, true);
    private float[][] gates = {}; // [lanes][4*nodes]
    private float[][][] output = {}; // [layer][lanes][nodes]
    private float[][][] cell = {}; // [layer][lanes][nodes]
    private float[][] logits = {}; // [lanes][vocabulary]
    private float[] carried = {}; // scratch: the rows of all lanes, one after the other

    Prediction(Crew crew) {
        this.crew = crew;
    }

    /** A copy of weights, row by row. */
    private static final class Rows {
        final Parameters of;
        long version = -1;
        final LayerRows[] layers;
        final float[] outputBiases; // [vocabulary]

        Rows(Parameters of) {
            this.of = of;
            layers = new LayerRows[of.shape().layers()];
            Arrays.setAll(layers, index -> new LayerRows(of.shape(), index));
            outputBiases = new float[of.shape().vocabulary()];
        }

        void refresh() {
            if (version != of.version()) {
                for (int index = 0; index < layers.length; index++) {
                    layers[index].refresh(of.read().layers().get(index));
                }
                Blas.pointer(of.read().outputBiases()).get(outputBiases);
                version = of.version();
            }
        }
    }

    private static final class LayerRows {
        final float[][] inputs; // [vocabulary][4*nodes]
        final float[][] below; // [nodes][4*nodes]; the first layer has none
        final float[][] recurrent; // [nodes][4*nodes]
        final float[] biases; // [4*nodes]
        final float[][] output; // [nodes][vocabulary]

        LayerRows(NetworkShape shape, int index) {
            int nodes = shape.nodes();
            inputs = new float[shape.vocabulary()][4 * nodes];
            below = new float[index == 0 ? 0 : nodes][4 * nodes];
            recurrent = new float[nodes][4 * nodes];
            biases = new float[4 * nodes];
            output = new float[nodes][shape.vocabulary()];
        }

        void refresh(Layer from) {
            copy(from.inputs(), inputs);
            from.below().ifPresent(matrix -> copy(matrix, below));
            copy(from.recurrent(), recurrent);
            copy(from.output(), output);
            Blas.pointer(from.biases()).get(biases);
        }

        private static void copy(INDArray from, float[][] into) {
            var pointer = Blas.pointer(from);
            long begin = pointer.position();
            for (int row = 0; row < into.length; row++) {
                pointer.position(begin + (long) row * into[row].length).get(into[row]);
            }
        }
    }

    INDArray run(Parameters weights, State state, int[] characters) {
        var rows = rows(weights);
        int lanes = characters.length;
        var shape = weights.shape();
        reserve(lanes, shape);
        var into = logits(lanes, shape.vocabulary());
        take(state.output(), output, lanes, shape.nodes());
        take(state.cell(), cell, lanes, shape.nodes());
        state.read(characters);
        long work = 4L * shape.nodes() * shape.width() * lanes;
        int parts = work < WORTH_SHARING ? 1 : Math.min(crew.threads(), lanes);
        crew.run(
                parts,
                part -> advance(rows, state, characters, lanes * part / parts, lanes * (part + 1) / parts, shape));
        give(output, state.output(), lanes, shape.nodes());
        give(cell, state.cell(), lanes, shape.nodes());
        give(new float[][][] {logits}, into, lanes, shape.vocabulary());
        return into;
    }

    /** All lanes with one call: a call for each costs more than the copy. */
    private void take(INDArray from, float[][][] into, int lanes, int nodes) {
        int width = into.length * nodes;
        Blas.pointer(from).get(carried, 0, lanes * width);
        for (int lane = 0; lane < lanes; lane++) {
            for (int layer = 0; layer < into.length; layer++) {
                System.arraycopy(carried, lane * width + layer * nodes, into[layer][lane], 0, nodes);
            }
        }
    }

    private void give(float[][][] from, INDArray into, int lanes, int nodes) {
        int width = from.length * nodes;
        for (int lane = 0; lane < lanes; lane++) {
            for (int layer = 0; layer < from.length; layer++) {
                System.arraycopy(from[layer][lane], 0, carried, lane * width + layer * nodes, nodes);
            }
        }
        Blas.pointer(into).put(carried, 0, lanes * width);
    }

    private Rows rows(Parameters weights) {
        Rows found = null;
        for (var rows : kept) {
            if (rows.of == weights) {
                found = rows;
            }
        }
        if (found == null) {
            found = new Rows(weights);
            if (kept.size() == KEPT) {
                kept.removeLast();
            }
        } else {
            kept.remove(found);
        }
        kept.addFirst(found);
        found.refresh();
        return found;
    }

    private void reserve(int lanes, NetworkShape shape) {
        if (gates.length < lanes
                || output.length != shape.layers()
                || output[0][0].length != shape.nodes()
                || logits[0].length != shape.vocabulary()) {
            gates = new float[lanes][4 * shape.nodes()];
            output = new float[shape.layers()][lanes][shape.nodes()];
            cell = new float[shape.layers()][lanes][shape.nodes()];
            logits = new float[lanes][shape.vocabulary()];
            carried = new float[lanes * Math.max(shape.width(), shape.vocabulary())];
        }
    }

    private INDArray logits(int lanes, int vocabulary) {
        long key = (long) lanes << Integer.SIZE | vocabulary;
        var found = logitsByShape.get(key);
        if (found == null) {
            if (logitsByShape.size() == KEPT_LOGITS) {
                var eldest = logitsByShape.values().iterator();
                eldest.next().close();
                eldest.remove();
            }
            found = Tensors.zeros(DataType.FLOAT, lanes, vocabulary);
            logitsByShape.put(key, found);
        }
        return found;
    }

    private void advance(Rows weights, State state, int[] characters, int from, int to, NetworkShape shape) {
        for (int lane = from; lane < to; lane++) {
            System.arraycopy(weights.outputBiases, 0, logits[lane], 0, shape.vocabulary());
        }
        for (int index = 0; index < weights.layers.length; index++) {
            var layer = weights.layers[index];
            advance(layer, index, characters, from, to);
            multiply(output[index], layer.output, logits, from, to, shape.vocabulary());
        }
        weights.of.contexts().ifPresent(table -> {
            for (int lane = from; lane < to; lane++) {
                table.addTo(state.recent(lane), logits[lane]);
            }
        });
    }

    private void advance(LayerRows layer, int index, int[] characters, int from, int to) {
        int nodes = layer.recurrent.length;
        for (int lane = from; lane < to; lane++) {
            System.arraycopy(layer.inputs[characters[lane]], 0, gates[lane], 0, 4 * nodes);
            Activations.add(layer.biases, gates[lane], 4 * nodes);
        }
        if (index > 0) {
            multiply(output[index - 1], layer.below, gates, from, to, 4 * nodes);
        }
        multiply(output[index], layer.recurrent, gates, from, to, 4 * nodes);
        for (int lane = from; lane < to; lane++) {
            float[] gate = gates[lane];
            Activations.sigmoid(gate, 0, 2 * nodes);
            Activations.tanh(gate, 2 * nodes, 3 * nodes);
            Activations.sigmoid(gate, 3 * nodes, 4 * nodes);
            carry(gate, cell[index][lane], output[index][lane], nodes);
        }
    }

    private static void carry(float[] gate, float[] cell, float[] output, int nodes) {
        for (int i = 0; i < nodes; i++) {
            cell[i] = gate[nodes + i] * cell[i] + gate[i] * gate[2 * nodes + i];
        }
        Activations.tanh(cell, output, nodes);
        for (int i = 0; i < nodes; i++) {
            output[i] *= gate[3 * nodes + i];
        }
    }

    /** into += left × right for some rows of left. */
    private static void multiply(float[][] left, float[][] right, float[][] into, int from, int to, int columns) {
        for (int begin = 0; begin < columns; begin += COLUMNS) {
            int end = Math.min(columns, begin + COLUMNS);
            int k = 0;
            for (; k + 3 < right.length; k += 4) {
                for (int lane = from; lane < to; lane++) {
                    addFourRows(left[lane], k, right, into[lane], begin, end);
                }
            }
            for (; k < right.length; k++) {
                for (int lane = from; lane < to; lane++) {
                    addRow(left[lane][k], right[k], into[lane], begin, end);
                }
            }
        }
    }

    private static void addFourRows(float[] factors, int k, float[][] rows, float[] into, int begin, int end) {
        addFourRows(
                factors[k],
                factors[k + 1],
                factors[k + 2],
                factors[k + 3],
                rows[k],
                rows[k + 1],
                rows[k + 2],
                rows[k + 3],
                into,
                begin,
                end);
    }

    /** Five rows and more are too much for C2 to unroll, and then it does not vectorise. */
    private static void addFourRows(
            float a,
            float b,
            float c,
            float d,
            float[] w,
            float[] x,
            float[] y,
            float[] z,
            float[] into,
            int begin,
            int end) {
        for (int j = begin; j < end; j++) {
            into[j] = into[j] + a * w[j] + b * x[j] + c * y[j] + d * z[j];
        }
    }

    private static void addRow(float factor, float[] row, float[] into, int begin, int end) {
        for (int j = begin; j < end; j++) {
            into[j] += factor * row[j];
        }
    }

    @Override
    public void close() {
        logitsByShape.values().forEach(INDArray::close);
        logitsByShape.clear();
        kept.clear();
    }
}
