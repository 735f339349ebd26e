package io.inkstream.engine.nd4j;

import io.inkstream.model.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A layer's part of a {@link Tape}. */
final class LayerTape {

    /** One step: views with a row per padded lane, and what is computed on them. */
    record Step(
            INDArray cellBefore, // [padded][nodes]
            INDArray gates, // [padded][4*nodes], activated: i f c o
            INDArray squashed, // [padded][nodes], tanh of the cell after
            List<Block> blocks,
            Program.Gather gather,
            Program activate) {}

    /** Lanes of a step that are multiplied together. */
    record Block(Optional<INDArray> below, INDArray outputBefore, INDArray outputAfter, INDArray gates) {}

    private final INDArray allOutputs; // [(steps+1)*padded][nodes]
    private final INDArray allCells; // [(steps+1)*padded][nodes]
    private final INDArray allGates; // [steps*padded][4*nodes]
    private final INDArray allSquashed; // [steps*padded][nodes]

    final INDArray outputsBefore; // [steps*padded][nodes], row t*padded+r is lane r before step t
    final INDArray outputsAfter; // [steps*padded][nodes]
    final INDArray firstOutput; // [lanes][nodes]
    final INDArray firstCell; // [lanes][nodes]
    final INDArray lastOutput; // [lanes][nodes]
    final INDArray lastCell; // [lanes][nodes]
    final List<Step> steps = new ArrayList<>();

    LayerTape(Tape.Size size, Optional<LayerTape> below) {
        int lanes = size.lanes();
        int padded = size.padded();
        int rows = size.rows();
        int nodes = size.shape().nodes();
        allOutputs = Tensors.zeros(size.type(), rows + padded, nodes);
        allCells = Tensors.zeros(size.type(), rows + padded, nodes);
        allGates = Tensors.zeros(size.type(), rows, 4L * nodes);
        allSquashed = Tensors.zeros(size.type(), rows, nodes);
        outputsBefore = Tensors.rows(allOutputs, 0, rows);
        outputsAfter = Tensors.rows(allOutputs, padded, rows + padded);
        firstOutput = Tensors.rows(allOutputs, 0, lanes);
        firstCell = Tensors.rows(allCells, 0, lanes);
        lastOutput = Tensors.rows(allOutputs, rows, rows + lanes);
        lastCell = Tensors.rows(allCells, rows, rows + lanes);
        for (int t = 0; t < size.steps(); t++) {
            steps.add(step(t * padded, padded, nodes, size.block(), below));
        }
    }

    private Step step(int from, int lanes, int nodes, int block, Optional<LayerTape> below) {
        var gates = Tensors.rows(allGates, from, from + lanes);
        var outputAfter = Tensors.rows(allOutputs, from + lanes, from + 2 * lanes);
        var blocks = new ArrayList<Block>();
        for (int lane = from; lane < from + lanes; lane += block) {
            int before = lane;
            int after = lane + lanes;
            blocks.add(new Block(
                    below.map(layer -> Tensors.rows(layer.allOutputs, after, after + block)),
                    Tensors.rows(allOutputs, before, before + block),
                    Tensors.rows(allOutputs, after, after + block),
                    Tensors.rows(allGates, before, before + block)));
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
        return new Step(cellBefore, gates, squashed, blocks, gather, activate);
    }

    void close() {
        List.of(allOutputs, allCells, allGates, allSquashed).forEach(INDArray::close);
    }
}
