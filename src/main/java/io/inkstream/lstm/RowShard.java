package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Some lanes of a batch through a step of training, forward and backward, for one thread. Everything is allocated once. */
final class RowShard {

    final int first;
    final int lanes;
    final List<RowLayer> layers = new ArrayList<>();

    /**
     * @param first lane
     * @param capacity steps at most
     */
    RowShard(NetworkShape shape, int first, int lanes, int capacity) {
        this.first = first;
        this.lanes = lanes;
        Optional<RowLayer> below = Optional.empty();
        for (int index = 0; index < shape.layers(); index++) {
            layers.add(new RowLayer(shape, index, below, first, lanes, capacity));
            below = Optional.of(layers.get(index));
        }
    }

    /**
     * Reads all rows of the batches but the last, and carries the state on.
     *
     * @param columns outputs of each layer to be kept, {@code [layer][nodes][(steps+1)*batch]}
     */
    void forward(WeightRows weights, State state, int[][] batches, float[][][] columns) {
        int steps = batches.length - 1;
        for (int index = 0; index < layers.size(); index++) {
            var layer = layers.get(index);
            layer.take(state, columns[index]);
            for (int t = 0; t < steps; t++) {
                layer.forward(weights.layers[index], batches[t], t, columns[index]);
            }
            layer.give(state, steps);
        }
    }

    /**
     * Goes back from the loss by the outputs to the loss by what enters the gates.
     *
     * @param errors loss by the outputs that the logits alone make, as the columns of {@link #forward}
     */
    void backward(TurnedRows turned, float[][][] errors, int steps, int batch) {
        for (int index = 0; index < layers.size(); index++) {
            layers.get(index).takeErrors(errors[index], steps, batch);
        }
        for (int index = layers.size() - 1; index >= 0; index--) {
            layers.get(index).backward(turned, steps);
        }
    }
}
