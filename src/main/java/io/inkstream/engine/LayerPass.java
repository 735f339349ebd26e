package io.inkstream.engine;

import io.inkstream.kernels.Block;
import io.inkstream.kernels.Kernels;
import io.inkstream.model.Layer;
import io.inkstream.model.Matrix;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.State;
import java.util.Arrays;
import java.util.Optional;

/**
 * One layer through a step of training: its tape, forward and backward. A row for each lane and step, in the order of steps and in them of
 * lanes. Lanes do not depend on one another: threads share them out.
 */
final class LayerPass {

    private final Kernels kernels;
    private final int nodes;
    private final int gateCount; // 4*nodes
    private final int index;
    private final int batch;
    private final Optional<LayerPass> below;
    private final float[] cells; // [(steps+1)*batch][nodes]
    private final float[] squashed; // [steps*batch][nodes], tanh of the cell after
    private final float[] byOutputs; // [steps*batch][nodes]
    private final float[] byCell; // [batch][nodes]
    private final float[] turnedRecurrent; // [4*nodes][nodes]
    private final float[] turnedBelow; // [4*nodes][nodes]; empty for the first layer

    final float[] outputs; // [(steps+1)*batch][nodes], row t*batch+lane is before step t
    final float[] gates; // [steps*batch][4*nodes], activated; after the way back the loss by what enters them

    /** @param capacity steps at most */
    LayerPass(Kernels kernels, NetworkShape shape, int index, Optional<LayerPass> below, int batch, int capacity) {
        this.kernels = kernels;
        this.index = index;
        this.batch = batch;
        this.below = below;
        nodes = shape.nodes();
        gateCount = Math.multiplyExact(4, nodes);
        int rows = Math.multiplyExact(capacity, batch);
        outputs = new float[Math.multiplyExact(rows + batch, nodes)];
        cells = new float[outputs.length];
        squashed = new float[rows * nodes];
        byOutputs = new float[rows * nodes];
        byCell = new float[batch * nodes];
        gates = new float[Math.multiplyExact(rows, gateCount)];
        turnedRecurrent = new float[gateCount * nodes];
        turnedBelow = new float[below.isEmpty() ? 0 : gateCount * nodes];
    }

    /** Copies a part of the weights for the way back, which multiplies with their transposes. */
    void turn(Layer weights, int part, int parts) {
        int from = gateCount * part / parts;
        int to = gateCount * (part + 1) / parts;
        turn(weights.recurrent(), turnedRecurrent, from, to);
        weights.below().ifPresent(matrix -> turn(matrix, turnedBelow, from, to));
    }

    private void turn(Matrix matrix, float[] into, int from, int to) {
        Transposition.copy(matrix.elements(), 0, gateCount, nodes, from, to, into, 0, nodes);
    }

    /**
     * Takes some lanes through all steps, the layer below having done so, and carries their state on.
     *
     * @param columns the layer's outputs, {@code [nodes][stride]} from {@code at} on, a column for each row of {@link #outputs}
     */
    void forward(Layer weights, State state, int[][] batches, int from, int to, float[] columns, int at, int stride) {
        int steps = batches.length - 1;
        take(state, from, to);
        for (int t = 0; t < steps; t++) {
            int row0 = t * batch + from;
            var outputsBelow = below.map(layer -> layer.outputRows(row0 + batch));
            weights.enter(kernels, batches[t], from, to, outputsBelow, outputRows(row0), gateRows(row0));
            for (int lane = from; lane < to; lane++) {
                int row = (t * batch + lane) * nodes;
                int after = row + batch * nodes;
                kernels.cell(gates, 4 * row, cells, row, cells, after, squashed, row, outputs, after, nodes);
            }
            int first = (t + 1) * batch + from;
            Transposition.copy(outputs, first * nodes, nodes, to - from, 0, nodes, columns, at + first, stride);
        }
        give(state, steps, from, to);
    }

    private void take(State state, int from, int to) {
        for (int lane = from; lane < to; lane++) {
            int at = lane * state.width() + index * nodes;
            System.arraycopy(state.output().elements(), at, outputs, lane * nodes, nodes);
            System.arraycopy(state.cell().elements(), at, cells, lane * nodes, nodes);
        }
    }

    private void give(State state, int steps, int from, int to) {
        for (int lane = from; lane < to; lane++) {
            int at = lane * state.width() + index * nodes;
            System.arraycopy(
                    outputs, (steps * batch + lane) * nodes, state.output().elements(), at, nodes);
            System.arraycopy(cells, (steps * batch + lane) * nodes, state.cell().elements(), at, nodes);
        }
    }

    private Block outputRows(int from) {
        return Block.rows(outputs, nodes).from(from, 0);
    }

    private Block gateRows(int from) {
        return Block.rows(gates, gateCount).from(from, 0);
    }

    private Block byOutputRows(int from) {
        return Block.rows(byOutputs, nodes).from(from, 0);
    }

    /** Takes over the loss by the outputs after each step that the logits make, as the columns of {@link #forward}. */
    void takeErrors(float[] columns, int at, int stride, int steps, int from, int to) {
        for (int t = 0; t < steps; t++) {
            int first = (t + 1) * batch;
            Transposition.copy(columns, at + first, stride, nodes, from, to, byOutputs, t * batch * nodes, nodes);
        }
    }

    /** Takes some lanes back through all steps, and leaves the loss by its outputs with the layer below. */
    void backward(int steps, int from, int to) {
        Arrays.fill(byCell, from * nodes, to * nodes, 0);
        int lanes = to - from;
        for (int t = steps - 1; t >= 0; t--) {
            int first = t * batch + from;
            if (t + 1 < steps) {
                var turned = Block.rows(turnedRecurrent, nodes);
                kernels.addProduct(gateRows(first + batch), turned, byOutputRows(first), lanes, gateCount, nodes);
            }
            for (int lane = from; lane < to; lane++) {
                int row = (t * batch + lane) * nodes;
                kernels.cellErrors(
                        gates, 4 * row, cells, row, squashed, row, byOutputs, row, byCell, lane * nodes, nodes);
            }
            below.ifPresent(layer -> {
                var turned = Block.rows(turnedBelow, nodes);
                kernels.addProduct(gateRows(first), turned, layer.byOutputRows(first), lanes, gateCount, nodes);
            });
        }
    }
}
