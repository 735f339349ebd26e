package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.List;

/** The weights as a step of training multiplies with them; those to the logits it takes as they are. */
final class Prepared implements AutoCloseable {

    private final Crew crew;
    final List<PreparedLayer> layers = new ArrayList<>();
    final float[] outputBiases; // [vocabulary]

    Prepared(NetworkShape shape, Crew crew) {
        this.crew = crew;
        var tiles = new GateWeights.Tiles(crew.threads());
        outputBiases = new float[shape.vocabulary()];
        for (int index = 0; index < shape.layers(); index++) {
            layers.add(new PreparedLayer(shape, index, tiles));
        }
    }

    /** Copies the weights, each thread a part of them. */
    void take(Parameters weights) {
        var from = weights.read();
        from.outputBiases().data().asNioFloat().get(0, outputBiases);
        for (int index = 0; index < layers.size(); index++) {
            layers.get(index).take(from.layers().get(index), crew);
        }
    }

    @Override
    public void close() {
        layers.forEach(PreparedLayer::close);
    }
}
