package io.inkstream.engine;

import io.inkstream.kernels.Block;
import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A step of training for one size of network and batch. Lanes go through time side by side, shared out among threads; what sums over all
 * of them is shared out by elements of the result. Everything is allocated once.
 */
final class Training {

    private final Kernels kernels;
    private final WorkerPool workers;
    private final NetworkShape shape;
    private final int batch;
    private final int capacity;
    private final int stride; // (capacity+1)*batch
    private final List<LayerPass> layers = new ArrayList<>();
    private final List<LayerGradients> gradients = new ArrayList<>();
    private final CrossEntropy crossEntropy;
    private final float[] outputs; // [layers*nodes][(capacity+1)*batch], a column for each row of the layers' outputs
    private final float[] byOutputs; // likewise
    private final float[] errors; // [capacity*batch][vocabulary], loss by the logits

    /** @param capacity steps at most */
    Training(Kernels kernels, WorkerPool workers, NetworkShape shape, int batch, int capacity) {
        this.kernels = kernels;
        this.workers = workers;
        this.shape = shape;
        this.batch = batch;
        this.capacity = capacity;
        stride = Math.multiplyExact(capacity + 1, batch);
        Optional<LayerPass> below = Optional.empty();
        for (int index = 0; index < shape.layers(); index++) {
            var layer = new LayerPass(kernels, shape, index, below, batch, capacity);
            layers.add(layer);
            gradients.add(new LayerGradients(kernels, layer, below, shape.nodes(), batch, index));
            below = Optional.of(layer);
        }
        crossEntropy = new CrossEntropy(kernels, workers, shape.vocabulary(), batch, capacity);
        outputs = new float[Math.multiplyExact(shape.width(), stride)];
        byOutputs = new float[outputs.length];
        errors = new float[Math.multiplyExact(capacity * batch, shape.vocabulary())];
    }

    int capacity() {
        return capacity;
    }

    /** As {@link Engine#learn}, of what was checked. */
    double run(Parameters weights, State state, int[][] batches, Parameters into, float[][] surprises) {
        int steps = batches.length - 1;
        int rows = steps * batch;
        // A lane's bits do not depend on its shard, so there may be one for each thread.
        int shards = Math.min(workers.threads(), (batch + 1) / 2);
        workers.run(shards, shard -> forward(weights, state, batches, shard, shards));
        long work = (long) shape.width() * shape.vocabulary() * rows;
        int parts = workers.partsOf(work);
        workers.run(parts, part -> logits(weights, steps, part, parts));
        double loss = crossEntropy.run(batches, errors, surprises);
        workers.run(parts, part -> byOutputs(weights, steps, part, parts));
        workers.run(shards, shard -> backward(steps, shard, shards));
        int ofGradients = workers.partsOf(work * 4);
        workers.run(ofGradients, part -> {
            for (var layer : gradients) {
                layer.compute(batches, errors, into, part, ofGradients);
            }
        });
        System.arraycopy(crossEntropy.byBiases, 0, into.outputBiases().elements(), 0, shape.vocabulary());
        return loss / rows;
    }

    private void forward(Parameters weights, State state, int[][] batches, int shard, int shards) {
        for (int index = 0; index < layers.size(); index++) {
            var layer = layers.get(index);
            var ofLayer = weights.layers().get(index);
            layer.turn(ofLayer, shard, shards);
            int at = index * shape.nodes() * stride;
            layer.forward(ofLayer, state, batches, lane(shard, shards), lane(shard + 1, shards), outputs, at, stride);
        }
    }

    /** Where a shard's lanes begin: at an even one. */
    private int lane(int shard, int shards) {
        return Math.min(batch, 2 * ((batch + 1) / 2 * shard / shards));
    }

    /** Some rows of the logits, which have a column for each character. */
    private void logits(Parameters weights, int steps, int part, int parts) {
        int from = shape.vocabulary() * part / parts;
        int to = shape.vocabulary() * (part + 1) / parts;
        float[] logits = crossEntropy.logits;
        for (int id = from; id < to; id++) {
            int row = id * stride;
            Arrays.fill(
                    logits,
                    row + batch,
                    row + (steps + 1) * batch,
                    weights.outputBiases().elements()[id]);
        }
        kernels.addProduct(
                weights.output().block().from(0, from).transposed(),
                Block.rows(outputs, stride).from(0, batch),
                Block.rows(logits, stride).from(from, batch),
                to - from,
                shape.width(),
                steps * batch);
    }

    private void byOutputs(Parameters weights, int steps, int part, int parts) {
        int from = shape.width() * part / parts;
        int to = shape.width() * (part + 1) / parts;
        for (int node = from; node < to; node++) {
            Arrays.fill(byOutputs, node * stride + batch, node * stride + (steps + 1) * batch, 0);
        }
        kernels.addProduct(
                weights.output().block().from(from, 0),
                Block.rows(crossEntropy.logits, stride).from(0, batch),
                Block.rows(byOutputs, stride).from(from, batch),
                to - from,
                shape.vocabulary(),
                steps * batch);
    }

    private void backward(int steps, int shard, int shards) {
        int from = lane(shard, shards);
        int to = lane(shard + 1, shards);
        for (int index = 0; index < layers.size(); index++) {
            layers.get(index).takeErrors(byOutputs, index * shape.nodes() * stride, stride, steps, from, to);
        }
        for (int index = layers.size() - 1; index >= 0; index--) {
            layers.get(index).backward(steps, from, to);
        }
    }
}
