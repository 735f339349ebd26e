package io.inkstream.lstm;

import io.inkstream.lstm.Blas.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Some lanes of a batch through a step of training: forward, loss, backward, and their part of the gradients. Everything is
 * allocated once. Matrices have nodes along the rows and lanes along the columns. Gate arithmetic is on arrays in the heap,
 * products are outside of it; copying between them costs a thousandth of the products.
 */
final class Shard implements AutoCloseable {

    private final int nodes;
    private final int vocabulary;
    private final int lanes;
    private final int first;
    private final int width; // layers*nodes
    private final float[] outputs; // [lanes][width], scratch
    private final float[] cells; // [lanes][width], scratch
    private final FloatPointer allLogits; // [vocabulary][steps*lanes]
    private final float[] whole; // [vocabulary*steps*lanes], as they lie outside the heap
    private final Crew alone = new Crew(1);
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
        this.width = shape.width();
        outputs = new float[Math.multiplyExact(lanes, width)];
        cells = new float[outputs.length];
        int rows = Math.multiplyExact(capacity, lanes);
        allLogits = new FloatPointer((long) vocabulary * rows);
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
        int steps = batches.length - 1;
        forward(prepared, state, batches);
        takeLogits(prepared.outputBiases, steps * lanes);
        loss = crossEntropy.run(weights.contexts(), state, batches, rows, surprises, alone);
        giveErrors(steps * lanes);
        var errors = new Matrix[steps];
        for (int t = 0; t < steps; t++) {
            errors[t] = logitsOf(t, steps);
        }
        for (int index = layers.size() - 1; index >= 0; index--) {
            boolean above = index + 1 < layers.size();
            layers.get(index)
                    .backward(
                            weights.read().layers().get(index),
                            errors,
                            batches,
                            above,
                            gradients.read().layers().get(index));
        }
    }

    private void forward(Prepared prepared, State state, int[][] batches) {
        int steps = batches.length - 1;
        // All lanes with one call: a call for each costs more than the copy.
        Blas.from(Blas.pointer(state.output()), (long) first * width).get(outputs);
        Blas.from(Blas.pointer(state.cell()), (long) first * width).get(cells);
        for (int index = 0; index < layers.size(); index++) {
            var layer = layers.get(index);
            var byCharacter = prepared.byCharacter(index, nodes);
            layer.take(outputs, cells, width);
            for (int t = 0; t < steps; t++) {
                layer.forward(prepared.layers.get(index), batches[t], t);
                Blas.multiply(
                        byCharacter,
                        layer.outputsAfter(t),
                        logitsOf(t, steps),
                        vocabulary,
                        lanes,
                        nodes,
                        index == 0 ? 0 : 1);
            }
            layer.give(outputs, cells, width, steps);
        }
        Blas.from(Blas.pointer(state.output()), (long) first * width).put(outputs);
        Blas.from(Blas.pointer(state.cell()), (long) first * width).put(cells);
    }

    private void takeLogits(float[] biases, int count) {
        allLogits.get(whole, 0, vocabulary * count);
        for (int id = 0; id < vocabulary; id++) {
            System.arraycopy(whole, id * count, crossEntropy.logits[id], lanes, count);
            Activations.add(crossEntropy.logits[id], biases[id], lanes, lanes + count);
        }
    }

    private void giveErrors(int count) {
        for (int id = 0; id < vocabulary; id++) {
            System.arraycopy(crossEntropy.logits[id], lanes, whole, id * count, count);
        }
        allLogits.put(whole, 0, vocabulary * count);
    }

    private Matrix logitsOf(int t, int steps) {
        return new Matrix(Blas.from(allLogits, (long) t * lanes), steps * lanes);
    }

    @Override
    public void close() {
        allLogits.close();
        layers.forEach(ShardLayer::close);
    }
}
