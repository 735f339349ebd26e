package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/** The backward pass over a tape: loss and gradients of the mean softmax cross-entropy, truncated at the tape's first step. */
final class Backpropagation {

    /** Views of one step, each with a row per lane: the loss by what enters each gate. */
    private record Delta(
            INDArray gates, INDArray inputAndForget, INDArray input, INDArray forget, INDArray update, INDArray gate) {}

    private final Tape tape;
    private final INDArray deltas; // [steps*lanes][4*nodes]
    private final INDArray byOutput; // [lanes][nodes], loss by the output after a step
    private final INDArray byCell; // [lanes][nodes], loss by the cell after a step
    private final INDArray scratch; // [lanes][nodes]
    private final INDArray characters; // [steps*lanes], what each row of the tape read
    private final List<Delta> steps = new ArrayList<>();

    Backpropagation(Tape tape) {
        this.tape = tape;
        int lanes = tape.size.lanes();
        int nodes = tape.size.shape().nodes();
        int rows = tape.size.steps() * lanes;
        deltas = Tensors.zeros(tape.size.type(), rows, 4L * nodes);
        byOutput = Tensors.zeros(tape.size.type(), lanes, nodes);
        byCell = Tensors.zeros(tape.size.type(), lanes, nodes);
        scratch = Tensors.zeros(tape.size.type(), lanes, nodes);
        characters = Nd4j.create(DataType.INT32, rows);
        for (int from = 0; from < rows; from += lanes) {
            var gates = Tensors.rows(deltas, from, from + lanes);
            steps.add(new Delta(
                    gates,
                    Tensors.columns(gates, 0, 2L * nodes),
                    Tensors.columns(gates, 0, nodes),
                    Tensors.columns(gates, nodes, 2L * nodes),
                    Tensors.columns(gates, 2L * nodes, 3L * nodes),
                    Tensors.columns(gates, 3L * nodes, 4L * nodes)));
        }
    }

    Tape tape() {
        return tape;
    }

    /** Returns the loss in nats and overwrites the gradients and the tape's logits. */
    double run(Parameters weights, int[][] batches, Parameters gradients) {
        double loss = crossEntropy(batches);
        byCell.assign(0);
        for (int t = steps.size() - 1; t >= 0; t--) {
            step(weights, t);
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
        Nd4j.exec(DynamicCustomOp.builder("log_softmax")
                .addInputs(logits)
                .addOutputs(logits)
                .addIntegerArguments(1)
                .build());
        double sum = 0;
        for (long row = 0; row < rows; row++) {
            sum -= logits.data().getDouble(row * vocabulary + target(batches, row, lanes));
        }
        Nd4j.getExecutioner().exec(new Exp(logits, logits));
        for (long row = 0; row < rows; row++) {
            long at = row * vocabulary + target(batches, row, lanes);
            logits.data().put(at, logits.data().getDouble(at) - 1);
        }
        logits.divi(rows);
        return sum / rows;
    }

    private static int target(int[][] batches, long row, int lanes) {
        return batches[(int) (row / lanes) + 1][(int) (row % lanes)];
    }

    private void step(Parameters weights, int t) {
        var forward = tape.steps.get(t);
        var delta = steps.get(t);
        Tensors.multiplyTransposed(forward.logits(), weights.output(), byOutput, 0);
        if (t + 1 < steps.size()) {
            Tensors.multiplyTransposed(steps.get(t + 1).gates(), weights.recurrent(), byOutput, 1);
        }
        // By the cell: what the next step left, and byOutput · o · (1 - tanh²).
        forward.squashed().muli(forward.squashed(), scratch);
        scratch.rsubi(1);
        scratch.muli(forward.gate());
        scratch.muli(byOutput);
        byCell.addi(scratch);

        // The derivatives of the gates: s - s² where a sigmoid, 1 - u² where tanh.
        forward.gates().muli(forward.gates(), delta.gates());
        forward.inputAndForget().subi(delta.inputAndForget(), delta.inputAndForget());
        delta.update().rsubi(1);
        forward.gate().subi(delta.gate(), delta.gate());

        delta.input().muli(forward.update()).muli(byCell);
        delta.forget().muli(forward.cellBefore()).muli(byCell);
        delta.update().muli(forward.input()).muli(byCell);
        delta.gate().muli(forward.squashed()).muli(byOutput);
        byCell.muli(forward.forget());
    }

    /** The gradients of the weights are sums over all steps and lanes, so each is one product over the whole tape. */
    private void collect(int[][] batches, Parameters gradients) {
        int lanes = tape.size.lanes();
        var read = new int[steps.size() * lanes];
        for (int t = 0; t < steps.size(); t++) {
            System.arraycopy(batches[t], 0, read, t * lanes, lanes);
        }
        characters.data().setData(read);
        gradients.inputs().assign(0);
        Nd4j.exec(DynamicCustomOp.builder("scatter_add")
                .addInputs(gradients.inputs(), characters, deltas)
                .addOutputs(gradients.inputs())
                .build());
        Tensors.transposedMultiply(tape.outputsBefore, deltas, gradients.recurrent());
        deltas.sum(gradients.biases(), 0);
        Tensors.transposedMultiply(tape.outputsAfter, tape.logits, gradients.output());
        tape.logits.sum(gradients.outputBiases(), 0);
    }

    void close() {
        tape.close();
        List.of(deltas, byOutput, byCell, scratch, characters).forEach(INDArray::close);
    }
}
