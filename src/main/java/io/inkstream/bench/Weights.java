package io.inkstream.bench;

import io.inkstream.lstm.NetworkShape;
import io.inkstream.lstm.Parameters;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The {@link Material}'s weights as our engines take them. Of several layers the material has those of a plain stack; the weights
 * past a layer, which our networks have as well, begin at zero.
 */
final class Weights {

    private Weights() {}

    static Parameters of(NetworkSize size) {
        var given = Material.of(size);
        var shape = new NetworkShape(size.vocabulary(), size.nodes(), size.layers());
        var weights = Parameters.zeros(shape, DataType.FLOAT);
        for (int index = 0; index < shape.layers(); index++) {
            var layer = weights.layers().get(index);
            var material = given.layers()[index];
            layer.below().orElse(layer.inputs()).data().setData(material.inputs());
            layer.recurrent().data().setData(material.recurrent());
            layer.biases().data().setData(material.biases());
        }
        var top = shape.layers() - 1;
        weights.layers()
                .get(top)
                .output()
                .assign(Nd4j.create(given.output(), new long[] {size.nodes(), size.vocabulary()}, 'c'));
        weights.outputBiases().data().setData(given.outputBiases());
        return weights;
    }
}
