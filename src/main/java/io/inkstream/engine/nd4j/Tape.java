package io.inkstream.engine.nd4j;

import io.inkstream.model.NetworkShape;
import io.inkstream.model.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a forward pass over some steps leaves behind, and the views that its steps write through: buffers and views are made
 * once, since making them costs as much as computing on them. Time is the outer dimension of every array, so that all steps
 * together are one matrix.
 */
final class Tape {

    /** Sizes that need a tape of their own. Products are taken over blocks of lanes; lanes are padded to whole blocks. */
    record Size(NetworkShape shape, DataType type, int steps, int lanes, int block) {

        /** Lanes in whole blocks. */
        int padded() {
            return (lanes + block - 1) / block * block;
        }

        /** Rows of all steps. */
        int rows() {
            return Math.multiplyExact(steps, padded());
        }
    }

    final Size size;
    final List<LayerTape> layers = new ArrayList<>();
    final INDArray logits; // [steps*padded][vocabulary]
    final INDArray ones; // [steps*padded][1]
    final INDArray laneOnes; // [padded][1]
    final INDArray firstLogits; // [lanes][vocabulary]
    final List<INDArray> firstLogitsByBlock; // [block][vocabulary]
    final List<INDArray> logitsByStep; // [padded][vocabulary]

    Tape(Size size) {
        this.size = size;
        logits = Tensors.zeros(size.type(), size.rows(), size.shape().vocabulary());
        ones = Tensors.ones(size.type(), size.rows());
        laneOnes = Tensors.rows(ones, 0, size.padded());
        firstLogits = Tensors.rows(logits, 0, size.lanes());
        firstLogitsByBlock = Tensors.pieces(Tensors.rows(logits, 0, size.padded()), size.block());
        logitsByStep = Tensors.pieces(logits, size.padded());
        Optional<LayerTape> below = Optional.empty();
        for (int index = 0; index < size.shape().layers(); index++) {
            layers.add(new LayerTape(size, below));
            below = Optional.of(layers.get(index));
        }
    }

    /** Copies the carried state in. */
    void take(Nd4jNetwork.Carried state) {
        for (int index = 0; index < layers.size(); index++) {
            layers.get(index).firstOutput.assign(columns(state.output(), index));
            layers.get(index).firstCell.assign(columns(state.cell(), index));
        }
    }

    /** Carries the state on. */
    void give(Nd4jNetwork.Carried state) {
        for (int index = 0; index < layers.size(); index++) {
            columns(state.output(), index).assign(layers.get(index).lastOutput);
            columns(state.cell(), index).assign(layers.get(index).lastCell);
        }
    }

    private INDArray columns(INDArray ofAllLayers, int index) {
        long nodes = size.shape().nodes();
        return Tensors.columns(ofAllLayers, index * nodes, (index + 1) * nodes);
    }

    void close() {
        layers.forEach(LayerTape::close);
        logits.close();
        ones.close();
    }
}
