package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a forward pass over some steps leaves behind, and the views that its steps write through: buffers and views are made
 * once, since making them costs as much as computing on them. Time is the outer dimension of every array, so that all steps
 * together are one matrix.
 */
final class Tape {

    /** Sizes that need a tape of their own. Products are taken over blocks of lanes; lanes are padded to whole blocks. */
    record Size(NetworkShape shape, DataType type, int steps, int lanes, int block) {}

    /** One step: views with a row per padded lane, and what is computed on them. */
    record Step(
            INDArray outputBefore, // [lanes][nodes]
            INDArray cellBefore, // [lanes][nodes]
            INDArray gates, // [lanes][4*nodes], activated: i f c o
            INDArray squashed, // [lanes][nodes], tanh of the cell after
            INDArray logits, // [lanes][vocabulary]
            List<Block> blocks,
            Program.Gather gather,
            Program activate) {}

    /** Lanes of a step that are multiplied together. */
    record Block(INDArray outputBefore, INDArray gates, INDArray outputAfter, INDArray logits) {}

    private final INDArray allOutputs; // [(steps+1)*padded][nodes]
    private final INDArray allCells; // [(steps+1)*padded][nodes]
    private final INDArray allGates; // [steps*padded][4*nodes]
    private final INDArray allSquashed; // [steps*padded][nodes]

    final Size size;
    final int padded; // lanes in whole blocks
    final INDArray outputsBefore; // [steps*padded][nodes], row t*padded+r is lane r before step t
    final INDArray outputsAfter; // [steps*padded][nodes]
    final INDArray logits; // [steps*padded][vocabulary]
    final INDArray ones; // [steps*padded][1]
    final INDArray laneOnes; // [padded][1]
    final INDArray firstOutput; // [lanes][nodes]
    final INDArray firstCell; // [lanes][nodes]
    final INDArray lastOutput; // [lanes][nodes]
    final INDArray lastCell; // [lanes][nodes]
    final INDArray firstLogits; // [lanes][vocabulary]
    final List<Step> steps = new ArrayList<>();

    Tape(Size size) {
        this.size = size;
        int lanes = size.lanes();
        int nodes = size.shape().nodes();
        padded = (lanes + size.block() - 1) / size.block() * size.block();
        int rows = Math.multiplyExact(size.steps(), padded);
        allOutputs = Tensors.zeros(size.type(), rows + padded, nodes);
        allCells = Tensors.zeros(size.type(), rows + padded, nodes);
        allGates = Tensors.zeros(size.type(), rows, 4L * nodes);
        allSquashed = Tensors.zeros(size.type(), rows, nodes);
        logits = Tensors.zeros(size.type(), rows, size.shape().vocabulary());
        ones = Tensors.ones(size.type(), rows);
        laneOnes = Tensors.rows(ones, 0, padded);
        outputsBefore = Tensors.rows(allOutputs, 0, rows);
        outputsAfter = Tensors.rows(allOutputs, padded, rows + padded);
        firstOutput = Tensors.rows(allOutputs, 0, lanes);
        firstCell = Tensors.rows(allCells, 0, lanes);
        lastOutput = Tensors.rows(allOutputs, rows, rows + lanes);
        lastCell = Tensors.rows(allCells, rows, rows + lanes);
        firstLogits = Tensors.rows(logits, 0, lanes);
        for (int t = 0; t < size.steps(); t++) {
            steps.add(step(t * padded, padded, nodes));
        }
    }

    private Step step(int from, int lanes, int nodes) {
        var outputBefore = Tensors.rows(allOutputs, from, from + lanes);
        var gates = Tensors.rows(allGates, from, from + lanes);
        var blocks = new ArrayList<Block>();
        var outputAfter = Tensors.rows(allOutputs, from + lanes, from + 2 * lanes);
        var stepLogits = Tensors.rows(logits, from, from + lanes);
        for (int lane = 0; lane < lanes; lane += size.block()) {
            int next = lane + size.block();
            blocks.add(new Block(
                    Tensors.rows(outputBefore, lane, next),
                    Tensors.rows(gates, lane, next),
                    Tensors.rows(outputAfter, lane, next),
                    Tensors.rows(stepLogits, lane, next)));
        }
        var cellBefore = Tensors.rows(allCells, from, from + lanes);
        var cellAfter = Tensors.rows(allCells, from + lanes, from + 2 * lanes);
        var squashed = Tensors.rows(allSquashed, from, from + lanes);
        var input = Tensors.columns(gates, 0, nodes);
        var forget = Tensors.columns(gates, nodes, 2L * nodes);
        var update = Tensors.columns(gates, 2L * nodes, 3L * nodes);
        var gate = Tensors.columns(gates, 3L * nodes, 4L * nodes);
        var activate = new Program()
                .sigmoid(Tensors.columns(gates, 0, 2L * nodes))
                .tanh(update, update)
                .sigmoid(gate)
                // cell = f · cell + i · u
                .multiply(forget, cellBefore, cellAfter)
                .multiply(input, update, squashed)
                .add(cellAfter, squashed, cellAfter)
                // output = o · tanh(cell)
                .tanh(cellAfter, squashed)
                .multiply(gate, squashed, outputAfter);
        var gather = new Program.Gather(Nd4j.create(DataType.INT32, lanes), gates);
        return new Step(outputBefore, cellBefore, gates, squashed, stepLogits, blocks, gather, activate);
    }

    void close() {
        List.of(allOutputs, allCells, allGates, allSquashed, logits, ones).forEach(INDArray::close);
    }
}
