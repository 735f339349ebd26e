package io.inkstream.engine.nd4j;

import io.inkstream.model.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The backward pass over a tape: loss and gradients of the mean softmax cross-entropy, truncated at the tape's first step. */
final class Backpropagation {

    private final Tape tape;
    private final List<LayerBackpropagation> layers = new ArrayList<>();
    private final INDArray characters; // [steps*lanes], what each row of the tape read
    private final Program logSoftmax;
    private final Program softmax;

    Backpropagation(Tape tape) {
        this.tape = tape;
        characters = Nd4j.create(DataType.INT32, tape.size.rows());
        for (var layer : tape.layers) {
            layers.add(new LayerBackpropagation(tape.size, layer, characters));
        }
        logSoftmax = new Program().logSoftmax(tape.logits);
        softmax = new Program().exp(tape.logits);
    }

    Tape tape() {
        return tape;
    }

    /** Returns the loss in nats and overwrites the gradients, the tape's logits and, unless null, the surprises. */
    double run(Nd4jWeights weights, int[][] batches, Nd4jWeights gradients, float[][] surprises) {
        double loss = crossEntropy(batches, surprises);
        remember(batches);
        for (int index = layers.size() - 1; index >= 0; index--) {
            var layer = layers.get(index);
            var ofLayer = weights.layers.get(index);
            layer.run(ofLayer, tape.logitsByStep, index + 1 < layers.size());
            layer.collect(gradients.layers.get(index), tape);
            if (index > 0) {
                layer.passDown(ofLayer, layers.get(index - 1), gradients.layers.get(index));
            }
        }
        Tensors.transposedMultiply(tape.ones, tape.logits, gradients.outputBiases);
        return loss;
    }

    /** Leaves (softmax - one-hot) / rows in the place of the logits. The logarithm is of the softmax, so that it is finite. */
    private double crossEntropy(int[][] batches, float[][] surprises) {
        var logits = tape.logits;
        var rows = logits.size(0);
        int lanes = tape.size.lanes();
        int vocabulary = tape.size.shape().vocabulary();
        logSoftmax.run();
        double sum = 0;
        for (long row = 0; row < rows; row++) {
            double logarithm = logits.data().getDouble(row * vocabulary + target(batches, row, lanes));
            sum -= logarithm;
            if (surprises != null) {
                surprises[(int) (row / lanes)][(int) (row % lanes)] = (float) -logarithm;
            }
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

    private void remember(int[][] batches) {
        int lanes = tape.size.lanes();
        var read = new int[tape.size.rows()];
        for (int t = 0; t < tape.size.steps(); t++) {
            System.arraycopy(batches[t], 0, read, t * lanes, lanes);
        }
        characters.data().setData(read);
    }

    void close() {
        tape.close();
        characters.close();
        layers.forEach(LayerBackpropagation::close);
    }
}
