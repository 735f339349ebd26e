package io.inkstream.lstm;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A copy of weights in the heap, row by row, as {@link RowProduct} takes matrices. */
final class WeightRows {

    final Parameters of;
    final Layer[] layers;
    final float[][] output; // [layers*nodes and a spare][vocabulary]
    final float[] outputBiases; // [vocabulary]
    private long version = -1;

    WeightRows(Parameters of) {
        this.of = of;
        var shape = of.shape();
        layers = new Layer[shape.layers()];
        output = rows(shape.width(), shape.vocabulary());
        Arrays.setAll(layers, index -> new Layer(shape, index, output));
        outputBiases = new float[shape.vocabulary()];
    }

    /** One of the layers. */
    static final class Layer {
        final float[][] inputs; // [vocabulary][4*nodes], what a character adds to the gates: inputs and biases
        final Optional<float[][]> below; // [nodes][4*nodes]; the first layer has none
        final float[][] recurrent; // [nodes][4*nodes]
        final float[][] output; // [nodes][vocabulary], rows of the network's
        private final float[] biases; // [4*nodes]

        Layer(NetworkShape shape, int index, float[][] output) {
            int nodes = shape.nodes();
            int gates = Math.multiplyExact(4, nodes);
            inputs = new float[shape.vocabulary()][gates];
            below = index == 0 ? Optional.empty() : Optional.of(new float[nodes][gates]);
            recurrent = new float[nodes][gates];
            this.output = Arrays.copyOfRange(output, index * nodes, (index + 1) * nodes);
            biases = new float[gates];
        }

        private void take(io.inkstream.lstm.Layer from, int part, int parts) {
            copy(from.recurrent(), recurrent, part, parts);
            below.ifPresent(into -> copy(from.below().orElseThrow(), into, part, parts));
            copy(from.inputs(), inputs, part, parts);
            for (int id = inputs.length * part / parts; id < inputs.length * (part + 1) / parts; id++) {
                Activations.add(biases, inputs[id], 0, biases.length);
            }
        }
    }

    /** Zeros, with a spare row that stays so where there would be an odd number. */
    static float[][] rows(int rows, int columns) {
        return new float[rows + rows % 2][columns];
    }

    /** Copies the weights if they changed since they were last copied. */
    void refresh(Crew crew) {
        if (version == of.version()) {
            return;
        }
        var from = of.read();
        from.outputBiases().data().asNioFloat().get(0, outputBiases);
        for (int index = 0; index < layers.length; index++) {
            from.layers().get(index).biases().data().asNioFloat().get(0, layers[index].biases);
        }
        int nodes = of.shape().nodes();
        int parts = crew.partsOf(4L * nodes * of.shape().width());
        crew.run(parts, part -> {
            for (int index = 0; index < layers.length; index++) {
                layers[index].take(from.layers().get(index), part, parts);
            }
            copy(from.output(), output, part, parts);
        });
        version = of.version();
    }

    /** Copies a part of the rows of a whole matrix. */
    private static void copy(INDArray from, float[][] into, int part, int parts) {
        var elements = from.data().asNioFloat();
        int rows = (int) from.size(0);
        int columns = (int) from.size(1);
        for (int row = rows * part / parts; row < rows * (part + 1) / parts; row++) {
            elements.get(row * columns, into[row], 0, columns);
        }
    }
}
