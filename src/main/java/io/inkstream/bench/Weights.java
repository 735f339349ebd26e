package io.inkstream.bench;

import io.inkstream.lstm.NetworkShape;
import io.inkstream.lstm.Parameters;
import org.nd4j.linalg.api.buffer.DataType;

/** The {@link Material}'s weights as our engines take them. */
final class Weights {

    private Weights() {}

    static Parameters of(NetworkSize size) {
        var material = Material.of(size);
        var weights = Parameters.zeros(new NetworkShape(size.vocabulary(), size.nodes()), DataType.FLOAT);
        var layer = material.layers()[0];
        weights.inputs().data().setData(layer.inputs());
        weights.recurrent().data().setData(layer.recurrent());
        weights.biases().data().setData(layer.biases());
        weights.output().data().setData(material.output());
        weights.outputBiases().data().setData(material.outputBiases());
        return weights;
    }
}
