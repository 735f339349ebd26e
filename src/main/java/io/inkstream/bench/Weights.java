package io.inkstream.bench;

import io.inkstream.lstm.NetworkShape;
import io.inkstream.lstm.Parameters;
import org.nd4j.linalg.api.buffer.DataType;

/** The {@link Material}'s weights as our engines take them. */
final class Weights {

    private Weights() {}

    static Parameters of(NetworkSize size) {
        var given = Material.of(size);
        var shape = new NetworkShape(size.vocabulary(), size.nodes(), size.layers());
        var weights = Parameters.zeros(shape, DataType.FLOAT);
        for (int index = 0; index < shape.layers(); index++) {
            var layer = weights.layers().get(index);
            var material = given.layers()[index];
            layer.inputs().data().setData(material.inputs());
            layer.below().ifPresent(below -> below.data().setData(material.below()));
            layer.recurrent().data().setData(material.recurrent());
            layer.biases().data().setData(material.biases());
        }
        weights.output().data().setData(given.output());
        weights.outputBiases().data().setData(given.outputBiases());
        return weights;
    }
}
