package io.inkstream.engine.nd4j;

import io.inkstream.model.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The backward pass through one layer. */
final class LayerBackpropagation {

    private final LayerTape tape;
    private final INDArray deltas; // [steps*lanes][4*nodes], loss by what enters each gate
    private final INDArray byOutputs; // [steps*lanes][nodes], loss by the outputs
    private final INDArray byCell; // [lanes][nodes], loss by the cell after a step
    private final INDArray scratch; // [lanes][nodes]
    private final INDArray byInputs; // [vocabulary][4*nodes]
    private final List<INDArray> deltasByStep; // [lanes][4*nodes]
    private final List<INDArray> byOutputsByStep; // [lanes][nodes]
    private final List<Program> steps = new ArrayList<>();
    private final Program gatherByCharacter;

    /** @param characters what each row of the tape read, {@code [steps*lanes]} */
    LayerBackpropagation(Tape.Size size, LayerTape tape, INDArray characters) {
        this.tape = tape;
        int lanes = size.lanes();
        int nodes = size.shape().nodes();
        var type = size.type();
        deltas = Tensors.zeros(type, size.rows(), 4L * nodes);
        byOutputs = Tensors.zeros(type, size.rows(), nodes);
        byCell = Tensors.zeros(type, lanes, nodes);
        scratch = Tensors.zeros(type, lanes, nodes);
        byInputs = Tensors.zeros(type, size.shape().vocabulary(), 4L * nodes);
        deltasByStep = Tensors.pieces(deltas, lanes);
        byOutputsByStep = Tensors.pieces(byOutputs, lanes);
        for (int t = 0; t < size.steps(); t++) {
            steps.add(step(tape.steps.get(t), deltasByStep.get(t), byOutputsByStep.get(t), nodes));
        }
        gatherByCharacter = new Program().addToRows(characters, deltas, byInputs);
    }

    private Program step(LayerTape.Step forward, INDArray delta, INDArray byOutput, int nodes) {
        var gates = forward.gates();
        var gate = block(gates, 3, 1, nodes);
        var squashed = forward.squashed();
        return new Program()
                // By the cell: what the step after left, and byOutput · o · (1 - tanh²).
                .multiply(squashed, squashed, scratch)
                .oneMinus(scratch)
                .multiply(scratch, gate, scratch)
                .multiply(scratch, byOutput, scratch)
                .add(byCell, scratch, byCell)
                // The derivatives of the gates: s - s² of a sigmoid, 1 - u² of tanh.
                .multiply(gates, gates, delta)
                .subtract(block(gates, 0, 2, nodes), block(delta, 0, 2, nodes), block(delta, 0, 2, nodes))
                .oneMinus(block(delta, 2, 1, nodes))
                .subtract(gate, block(delta, 3, 1, nodes), block(delta, 3, 1, nodes))
                // Times what each gate is multiplied with, times the loss by that product.
                .scale(block(delta, 0, 1, nodes), block(gates, 2, 1, nodes), byCell)
                .scale(block(delta, 1, 1, nodes), forward.cellBefore(), byCell)
                .scale(block(delta, 2, 1, nodes), block(gates, 0, 1, nodes), byCell)
                .scale(block(delta, 3, 1, nodes), squashed, byOutput)
                .multiply(byCell, block(gates, 1, 1, nodes), byCell);
    }

    /** Columns of some of the gates i f c o. */
    private static INDArray block(INDArray gates, int first, int count, int nodes) {
        return Tensors.columns(gates, (long) first * nodes, (long) (first + count) * nodes);
    }

    /**
     * Finds the loss by what enters each gate.
     *
     * @param errors loss by the logits of each step
     * @param above whether a layer above has passed down what it found
     */
    void run(Nd4jLayer weights, List<INDArray> errors, boolean above) {
        byCell.assign(0);
        for (int t = steps.size() - 1; t >= 0; t--) {
            Tensors.multiplyTransposed(errors.get(t), weights.output(), byOutputsByStep.get(t), above ? 1 : 0);
            if (t + 1 < steps.size()) {
                Tensors.multiplyTransposed(deltasByStep.get(t + 1), weights.recurrent(), byOutputsByStep.get(t), 1);
            }
            steps.get(t).run();
        }
    }

    /** The gradients of the weights are sums over all steps and lanes, so each is one product over the whole tape. */
    void collect(Nd4jLayer gradients, Tape whole) {
        byInputs.assign(0);
        gatherByCharacter.run();
        gradients.inputs().assign(byInputs);
        Tensors.transposedMultiply(tape.outputsBefore, deltas, gradients.recurrent());
        Tensors.transposedMultiply(whole.ones, deltas, gradients.biases());
        Tensors.transposedMultiply(tape.outputsAfter, whole.logits, gradients.output());
    }

    /** Leaves the loss by the outputs of the layer below with it, and the gradients of the weights by which they enter. */
    void passDown(Nd4jLayer weights, LayerBackpropagation below, Nd4jLayer gradients) {
        Tensors.multiplyTransposed(deltas, weights.below().orElseThrow(), below.byOutputs, 0);
        Tensors.transposedMultiply(
                below.tape.outputsAfter, deltas, gradients.below().orElseThrow());
    }

    void close() {
        List.of(deltas, byOutputs, byCell, scratch, byInputs).forEach(INDArray::close);
    }
}
