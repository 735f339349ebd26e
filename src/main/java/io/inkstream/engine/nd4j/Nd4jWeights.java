package io.inkstream.engine.nd4j;

import io.inkstream.model.Matrix;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.model.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Parameters} as ND4J's arrays, in float32 or float64, without a mixture. */
final class Nd4jWeights {

    final NetworkShape shape;
    final List<Nd4jLayer> layers = new ArrayList<>();
    final INDArray output; // [layers*nodes][vocabulary]
    final INDArray outputBiases; // [1][vocabulary]
    private final List<INDArray> arrays = new ArrayList<>();

    private Nd4jWeights(NetworkShape shape, DataType type) {
        this.shape = shape;
        output = Tensors.zeros(type, shape.width(), shape.vocabulary());
        outputBiases = Tensors.zeros(type, 1, shape.vocabulary());
        for (int index = 0; index < shape.layers(); index++) {
            var layer = Nd4jLayer.zeros(shape, type, index, output);
            layers.add(layer);
            arrays.addAll(layer.own());
        }
        arrays.add(output);
        arrays.add(outputBiases);
    }

    static Nd4jWeights zeros(NetworkShape shape, DataType type) {
        return new Nd4jWeights(shape, type);
    }

    /** Returns a copy. */
    static Nd4jWeights of(Parameters parameters, DataType type) {
        var weights = zeros(parameters.shape(), type);
        weights.take(parameters);
        return weights;
    }

    DataType type() {
        return output.dataType();
    }

    /** In the order of {@link Parameters#matrices()}. */
    List<INDArray> arrays() {
        return arrays;
    }

    /** Takes over the values of parameters. */
    void take(Parameters parameters) {
        for (int i = 0; i < arrays.size(); i++) {
            arrays.get(i).assign(parameters.matrices().get(i).toArray());
        }
    }

    /** Overwrites parameters with these values, in float32. */
    void give(Parameters parameters) {
        for (int i = 0; i < arrays.size(); i++) {
            parameters.matrices().get(i).assign(Matrix.of(arrays.get(i)));
        }
    }

    void close() {
        arrays.forEach(INDArray::close);
    }
}
