package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The backward pass over a tape: loss and gradients of the mean softmax cross-entropy, truncated at the tape's first step. */
final class Backpropagation {

    private final Tape tape;
    private final INDArray deltas; // [steps*lanes][4*nodes], loss by what enters each gate
    private final INDArray byOutput; // [lanes][nodes], loss by the output after a step
    private final INDArray byCell; // [lanes][nodes], loss by the cell after a step
    private final INDArray scratch; // [lanes][nodes]
    private final INDArray byInputs; // [vocabulary][4*nodes]
    private final INDArray characters; // [steps*lanes], what each row of the tape read
    private final List<INDArray> deltasOfStep = new ArrayList<>(); // [lanes][4*nodes]
    private final List<Program> steps = new ArrayList<>();
    private final Program logSoftmax;
    private final Program softmax;
    private final Program gatherByCharacter;

    Backpropagation(Tape tape) {
        this.tape = tape;
        int lanes = tape.size.lanes();
        int nodes = tape.size.shape().nodes();
        int rows = tape.size.steps() * lanes;
        var type = tape.size.type();
        deltas = Tensors.zeros(type, rows, 4L * nodes);
        byOutput = Tensors.zeros(type, lanes, nodes);
        byCell = Tensors.zeros(type, lanes, nodes);
        scratch = Tensors.zeros(type, lanes, nodes);
        byInputs = Tensors.zeros(type, tape.size.shape().vocabulary(), 4L * nodes);
        characters = Nd4j.create(DataType.INT32, rows);
        for (int t = 0; t < tape.size.steps(); t++) {
            var delta = Tensors.rows(deltas, (long) t * lanes, (t + 1L) * lanes);
            deltasOfStep.add(delta);
            steps.add(step(tape.steps.get(t), delta, nodes));
        }
        logSoftmax = new Program().logSoftmax(tape.logits);
        softmax = new Program().exp(tape.logits);
        gatherByCharacter = new Program().addToRows(characters, deltas, byInputs);
    }

    private Program step(Tape.Step forward, INDArray delta, int nodes) {
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

    Tape tape() {
        return tape;
    }

    /** Returns the loss in nats and overwrites the gradients and the tape's logits. */
    double run(Parameters weights, int[][] batches, Parameters gradients) {
        double loss = crossEntropy(batches);
        byCell.assign(0);
        for (int t = steps.size() - 1; t >= 0; t--) {
            Tensors.multiplyTransposed(tape.steps.get(t).logits(), weights.output(), byOutput, 0);
            if (t + 1 < steps.size()) {
                Tensors.multiplyTransposed(deltasOfStep.get(t + 1), weights.recurrent(), byOutput, 1);
            }
            steps.get(t).run();
        }
        collect(batches, gradients);
        return loss;
    }

    /** Leaves (softmax - one-hot) / rows in the place of the logits. The logarithm is of the softmax, so that it is finite. */
    private double crossEntropy(int[][] batches) {
        var logits = tape.logits;
        var rows = logits.size(0);
        int lanes = tape.size.lanes();
        int vocabulary = tape.size.shape().vocabulary();
        logSoftmax.run();
        double sum = 0;
        for (long row = 0; row < rows; row++) {
            sum -= logits.data().getDouble(row * vocabulary + target(batches, row, lanes));
        }
        softmax.run();
        for (long row = 0; row < rows; row++) {
            long at = row * vocabulary + target(batches, row, lanes);
            logits.data().put(at, logits.data().getDouble(at) - 1);
        }
        Tensors.scale(1.0 / rows, logits);
        return sum / rows;
    }

    private static int target(int[][] batches, long row, int lanes) {
        return batches[(int) (row / lanes) + 1][(int) (row % lanes)];
    }

    /** The gradients of the weights are sums over all steps and lanes, so each is one product over the whole tape. */
    private void collect(int[][] batches, Parameters gradients) {
        int lanes = tape.size.lanes();
        var read = new int[steps.size() * lanes];
        for (int t = 0; t < steps.size(); t++) {
            System.arraycopy(batches[t], 0, read, t * lanes, lanes);
        }
        characters.data().setData(read);
        byInputs.assign(0);
        gatherByCharacter.run();
        gradients.inputs().assign(byInputs);
        Tensors.transposedMultiply(tape.outputsBefore, deltas, gradients.recurrent());
        Tensors.transposedMultiply(tape.ones, deltas, gradients.biases());
        Tensors.transposedMultiply(tape.outputsAfter, tape.logits, gradients.output());
        Tensors.transposedMultiply(tape.ones, tape.logits, gradients.outputBiases());
    }

    void close() {
        tape.close();
        List.of(deltas, byOutput, byCell, scratch, byInputs, characters).forEach(INDArray::close);
    }
}
