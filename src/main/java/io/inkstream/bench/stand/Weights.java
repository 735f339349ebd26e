package io.inkstream.bench.stand;

import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;

/** The {@link Material}'s weights as our engines take them. */
final class Weights {

    private Weights() {}

    static Parameters of(NetworkSize size) {
        var given = Material.of(size);
        var shape = new NetworkShape(size.vocabulary(), size.nodes(), size.layers());
        var weights = Parameters.zeros(shape);
        for (int index = 0; index < shape.layers(); index++) {
            var layer = weights.layers().get(index);
            var material = given.layers()[index];
            layer.inputs().assign(material.inputs());
            layer.below().ifPresent(below -> below.assign(material.below()));
            layer.recurrent().assign(material.recurrent());
            layer.biases().assign(material.biases());
        }
        weights.output().assign(given.output());
        weights.outputBiases().assign(given.outputBiases());
        return weights;
    }
}
