package io.inkstream.engine;

import io.inkstream.kernels.Block;
import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.Matrix;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;

/** One character of every lane: a lane's bits are its own, whatever is beside it. The state is moved on where it lies. */
public final class Prediction {

    /** Products that are worth a second thread: some 10 microseconds. */
    private static final long WORTH_SHARING = 1_000_000;

    private final Kernels kernels;
    private final WorkerPool workers;
    private float[] gates = {}; // [lanes][4*nodes]
    private float[] squashed = {}; // [lanes][nodes]
    private float[] logits = {}; // [lanes][vocabulary]

    public Prediction(Kernels kernels, WorkerPool workers) {
        this.kernels = kernels;
        this.workers = workers;
    }

    /** As {@link Engine#predict}, of what was checked. */
    public Matrix run(Parameters weights, State state, int[] characters) {
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
            int first = index * nodes;
            var layer = weights.layers().get(index);
            var outputs = state.output().block().from(from, first);
            var outputsBelow =
                    layer.below().map(matrix -> state.output().block().from(from, first - nodes));
            var into = Block.rows(gates, 4 * nodes).from(from, 0);
            layer.enter(kernels, characters, from, to, outputsBelow, outputs, into);
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
}
