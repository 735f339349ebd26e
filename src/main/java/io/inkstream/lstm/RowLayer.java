package io.inkstream.lstm;

import io.inkstream.lstm.RowProduct.Range;
import java.util.Arrays;
import java.util.Optional;

/**
 * One layer of a {@link RowShard}: its tape, forward and backward. Products are on rows, one for each lane, with a spare one behind an odd lane;
 * gate arithmetic is on arrays of all lanes one after the other, since a short loop spends most of its time on the elements that do
 * not fill a vector.
 */
final class RowLayer {

    private final int nodes;
    private final int index;
    private final int first;
    private final int lanes;
    private final int cells; // lanes*nodes
    private final Optional<RowLayer> below;
    private final float[][][] gates; // [step][i f c o][lanes*nodes]; the loss by what enters them after the way back
    private final float[][] cell; // [step+1][lanes*nodes]
    private final float[][] squashed; // [step][lanes*nodes], tanh of the cell after
    private final float[] output; // [lanes*nodes], scratch
    private final float[] byOutput; // [lanes*nodes]
    private final float[] byCell; // [lanes*nodes]
    private final float[][][] byOutputs; // [step][lanes][nodes]

    final float[][][] outputs; // [step+1][lanes][nodes]
    final float[][][] entering; // [step][lanes][4*nodes]: what enters the gates; after the way back the loss by it

    RowLayer(NetworkShape shape, int index, Optional<RowLayer> below, int first, int lanes, int capacity) {
        this.nodes = shape.nodes();
        this.index = index;
        this.first = first;
        this.lanes = lanes;
        this.cells = Math.multiplyExact(nodes, lanes);
        this.below = below;
        gates = new float[capacity][4][cells];
        cell = new float[capacity + 1][cells];
        squashed = new float[capacity][cells];
        output = new float[cells];
        byOutput = new float[cells];
        byCell = new float[cells];
        byOutputs = steps(capacity, nodes);
        outputs = steps(capacity + 1, nodes);
        entering = steps(capacity, 4 * nodes);
    }

    private float[][][] steps(int count, int columns) {
        var steps = new float[count][][];
        Arrays.setAll(steps, t -> WeightRows.rows(lanes, columns));
        return steps;
    }

    /**
     * Copies the carried state in.
     *
     * @param columns the layer's rows of {@link RowTraining}'s outputs, {@code [nodes][(steps+1)*batch]}
     */
    void take(State state, float[][] columns) {
        int width = state.width();
        for (int lane = 0; lane < lanes; lane++) {
            int at = (first + lane) * width + index * nodes;
            state.outputElements().get(at, output, lane * nodes, nodes);
            state.cellElements().get(at, cell[0], lane * nodes, nodes);
        }
        keep(0, columns, state.batch());
    }

    /** Carries the state on, the inverse of {@link #take}. */
    void give(State state, int steps) {
        int width = state.width();
        for (int lane = 0; lane < lanes; lane++) {
            int at = (first + lane) * width + index * nodes;
            state.outputElements().put(at, output, lane * nodes, nodes);
            state.cellElements().put(at, cell[steps], lane * nodes, nodes);
        }
    }

    /** Moves on by a character, the layer below having done so. */
    void forward(WeightRows.Layer weights, int[] characters, int t, float[][] columns) {
        float[][] enter = entering[t];
        for (int lane = 0; lane < lanes; lane++) {
            System.arraycopy(weights.inputs[characters[first + lane]], 0, enter[lane], 0, 4 * nodes);
        }
        var all = Range.first(lanes);
        var inner = Range.first(nodes);
        var ofGates = Range.first(4 * nodes);
        weights.below.ifPresent(
                matrix -> RowProduct.add(below.orElseThrow().outputs[t + 1], matrix, enter, all, inner, ofGates));
        RowProduct.add(outputs[t], weights.recurrent, enter, all, inner, ofGates);
        float[][] gate = gates[t];
        for (int lane = 0; lane < lanes; lane++) {
            for (int g = 0; g < 4; g++) {
                System.arraycopy(enter[lane], g * nodes, gate[g], lane * nodes, nodes);
            }
        }
        Activations.sigmoid(gate[0], cells);
        Activations.sigmoid(gate[1], cells);
        Activations.tanh(gate[2], gate[2], cells);
        Activations.sigmoid(gate[3], cells);
        Activations.cell(gate[0], gate[1], gate[2], cell[t], cell[t + 1], cells);
        Activations.tanh(cell[t + 1], squashed[t], cells);
        Activations.multiply(gate[3], squashed[t], output, cells);
        keep(t + 1, columns, characters.length);
    }

    /** Keeps the outputs as rows, and as columns of all lanes of the batch. */
    private void keep(int t, float[][] columns, int batch) {
        for (int lane = 0; lane < lanes; lane++) {
            System.arraycopy(output, lane * nodes, outputs[t][lane], 0, nodes);
        }
        Columns.toColumns(output, nodes, columns, t * batch + first, lanes);
    }

    /** Takes over what the logits' loss is by the outputs after each step, {@code [nodes][(steps+1)*batch]}. */
    void takeErrors(float[][] columns, int steps, int batch) {
        for (int t = 0; t < steps; t++) {
            Columns.toRows(columns, (t + 1) * batch + first, byOutputs[t], nodes, lanes);
        }
    }

    /** Goes back through all steps, and leaves the loss by its outputs with the layer below. */
    void backward(TurnedRows turned, int steps) {
        Arrays.fill(byCell, 0);
        var all = Range.first(lanes);
        var ofGates = Range.first(4 * nodes);
        var columns = Range.first(nodes);
        for (int t = steps - 1; t >= 0; t--) {
            if (t + 1 < steps) {
                RowProduct.add(entering[t + 1], turned.recurrent[index], byOutputs[t], all, ofGates, columns);
            }
            for (int lane = 0; lane < lanes; lane++) {
                System.arraycopy(byOutputs[t][lane], 0, byOutput, lane * nodes, nodes);
            }
            GateErrors.overwrite(gates[t], squashed[t], cell[t], byOutput, byCell, cells);
            for (int lane = 0; lane < lanes; lane++) {
                for (int g = 0; g < 4; g++) {
                    System.arraycopy(gates[t][g], lane * nodes, entering[t][lane], g * nodes, nodes);
                }
            }
            if (below.isPresent()) {
                float[][] matrix = turned.below(index).orElseThrow();
                RowProduct.add(entering[t], matrix, below.get().byOutputs[t], all, ofGates, columns);
            }
        }
    }
}
