package io.inkstream.lstm;

import io.inkstream.lstm.Blas.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some lanes of a batch through a step of training: forward, loss, backward, and their part of the gradients. Everything is
 * allocated once. Gate arithmetic is on arrays in the heap, products are outside of it.
 */
final class Shard implements AutoCloseable {

    private final int nodes;
    private final int vocabulary;
    private final int lanes;
    private final int first;
    private final Crew alone = new Crew(1);
    private final OffHeap logits; // [vocabulary][steps*lanes]
    private final float[] whole; // [vocabulary*steps*lanes], as they lie outside the heap
    private final CrossEntropy crossEntropy;

    final List<ShardLayer> layers = new ArrayList<>();
    final float[] byOutputBiases; // [vocabulary], gradients
    double loss;

    /**
     * @param first lane
     * @param capacity steps at most
     */
    Shard(NetworkShape shape, int first, int lanes, int capacity) {
        this.nodes = shape.nodes();
        this.vocabulary = shape.vocabulary();
        this.lanes = lanes;
        this.first = first;
        int rows = Math.multiplyExact(capacity, lanes);
        logits = new OffHeap((long) vocabulary * rows);
        whole = new float[Math.multiplyExact(vocabulary, rows)];
        crossEntropy = new CrossEntropy(vocabulary, first, lanes, capacity);
        byOutputBiases = crossEntropy.byBiases;
        Optional<ShardLayer> below = Optional.empty();
        for (int index = 0; index < shape.layers(); index++) {
            layers.add(new ShardLayer(shape, index, below, first, lanes, capacity));
            below = Optional.of(layers.get(index));
        }
    }

    /**
     * Learns the shard's lanes. The first shard writes its gradients of the large matrices where they belong, the others keep
     * theirs for {@link ShardLayer#addTo}.
     *
     * @param rows steps × batch, over which the loss is a mean
     * @param surprises as {@link Engine#learn} overwrites them, or null
     */
    void learn(
            Parameters weights,
            Prepared prepared,
            State state,
            int[][] batches,
            Parameters gradients,
            int rows,
            float[][] surprises) {
        int count = (batches.length - 1) * lanes;
        var each = logits.matrix(0, count);
        for (int index = 0; index < layers.size(); index++) {
            var layer = layers.get(index);
            layer.forward(prepared.layers.get(index), state, batches);
            Blas.multiply(
                    projection(weights, index).transposed(),
                    layer.outputsAfter(0).transposed(),
                    each,
                    vocabulary,
                    count,
                    nodes,
                    index == 0 ? 0 : 1);
        }
        takeLogits(prepared.outputBiases, count);
        loss = crossEntropy.run(weights.contexts(), state, batches, rows, surprises, alone);
        giveErrors(count);
        for (int index = 0; index < layers.size(); index++) {
            Blas.multiply(
                    each.transposed(),
                    projection(weights, index).transposed(),
                    layers.get(index).byOutputs(0),
                    count,
                    nodes,
                    vocabulary,
                    0);
        }
        for (int index = layers.size() - 1; index >= 0; index--) {
            var layer = layers.get(index);
            layer.backward(prepared.layers.get(index), batches.length - 1);
            layer.gradients(each, batches, gradients.read().layers().get(index));
        }
    }

    /** What a layer's outputs are multiplied with, {@code [nodes][vocabulary]}. */
    private Matrix projection(Parameters weights, int index) {
        return Blas.matrix(weights.read().layers().get(index).output());
    }

    private void takeLogits(float[] biases, int count) {
        logits.get(0, whole, 0, vocabulary * count);
        for (int id = 0; id < vocabulary; id++) {
            System.arraycopy(whole, id * count, crossEntropy.logits[id], lanes, count);
            Activations.add(crossEntropy.logits[id], biases[id], lanes, lanes + count);
        }
    }

    private void giveErrors(int count) {
        for (int id = 0; id < vocabulary; id++) {
            System.arraycopy(crossEntropy.logits[id], lanes, whole, id * count, count);
        }
        logits.put(0, whole, 0, vocabulary * count);
    }

    @Override
    public void close() {
        logits.close();
        layers.forEach(ShardLayer::close);
    }
}
