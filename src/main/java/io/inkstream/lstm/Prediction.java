package io.inkstream.lstm;

import io.inkstream.engine.Block;
import io.inkstream.engine.Kernels;
import io.inkstream.engine.WorkerPool;

/** One character of every lane: a lane's bits are its own, whatever is beside it. The state is moved on where it lies. */
final class Prediction {

    /** Products that are worth a second thread: some 10 microseconds. */
    private static final long WORTH_SHARING = 1_000_000;

    private final Kernels kernels;
    private final WorkerPool workers;
    private float[] gates = {}; // [lanes][4*nodes]
    private float[] squashed = {}; // [lanes][nodes]
    private float[] logits = {}; // [lanes][vocabulary]

    Prediction(Kernels kernels, WorkerPool workers) {
        this.kernels = kernels;
        this.workers = workers;
    }

    /** As {@link Engine#predict}, of what was checked. */
    Matrix run(Parameters weights, State state, int[] characters) {
        var shape = weights.shape();
        int lanes = characters.length;
        reserve(lanes, shape);
        long work = 4L * shape.nodes() * shape.width() * lanes;
        int parts = work < WORTH_SHARING ? 1 : workers.threads();
        workers.run(parts, part -> {
            // Four by four, as a product takes rows.
            int fours = (lanes + 3) / 4;
            int from = Math.min(lanes, 4 * (fours * part / parts));
            int to = Math.min(lanes, 4 * (fours * (part + 1) / parts));
            if (from < to) {
                advance(weights, state, characters, from, to);
            }
        });
        return new Matrix(lanes, shape.vocabulary(), logits);
    }

    private void reserve(int lanes, NetworkShape shape) {
        if (gates.length < lanes * 4 * shape.nodes()) {
            gates = new float[lanes * 4 * shape.nodes()];
            squashed = new float[lanes * shape.nodes()];
        }
        if (logits.length < lanes * shape.vocabulary()) {
            logits = new float[lanes * shape.vocabulary()];
        }
    }

    private void advance(Parameters weights, State state, int[] characters, int from, int to) {
        int vocabulary = weights.shape().vocabulary();
        int nodes = weights.shape().nodes();
        for (int lane = from; lane < to; lane++) {
            System.arraycopy(weights.outputBiases().elements(), 0, logits, lane * vocabulary, vocabulary);
        }
        for (int index = 0; index < weights.shape().layers(); index++) {
            enter(weights, state, characters, index, from, to);
            int first = index * nodes;
            for (int lane = from; lane < to; lane++) {
                int at = lane * state.width() + first;
                float[] cells = state.cell().elements();
                kernels.cell(
                        gates,
                        4 * lane * nodes,
                        cells,
                        at,
                        cells,
                        at,
                        squashed,
                        lane * nodes,
                        state.output().elements(),
                        at,
                        nodes);
            }
            kernels.addProduct(
                    state.output().block().from(from, first),
                    weights.output().block().from(first, 0),
                    Block.rows(logits, vocabulary).from(from, 0),
                    to - from,
                    nodes,
                    vocabulary);
        }
    }

    private void enter(Parameters weights, State state, int[] characters, int index, int from, int to) {
        var layer = weights.layers().get(index);
        int nodes = weights.shape().nodes();
        int width = 4 * nodes;
        float[] inputs = layer.inputs().elements();
        float[] biases = layer.biases().elements();
        for (int lane = from; lane < to; lane++) {
            int row = lane * width;
            int input = characters[lane] * width;
            for (int i = 0; i < width; i++) {
                gates[row + i] = inputs[input + i] + biases[i];
            }
        }
        var into = Block.rows(gates, width).from(from, 0);
        var outputs = state.output().block();
        layer.below()
                .ifPresent(matrix -> kernels.addProduct(
                        outputs.from(from, (index - 1) * nodes), matrix.block(), into, to - from, nodes, width));
        kernels.addProduct(outputs.from(from, index * nodes), layer.recurrent().block(), into, to - from, nodes, width);
    }
}
