package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A step of training for one size of network and batch: the shards side by side, then the sum of their gradients. */
final class Training implements FloatEngine.Step {

    private final NetworkShape shape;
    private final int batch;
    private final int capacity;
    private final Crew crew;
    private final Prepared prepared;
    private final List<Shard> shards = new ArrayList<>();
    private final float[] byInputs; // [vocabulary][4*nodes], scratch of one layer after the other
    private final float[] byBiases; // [4*nodes]

    /** @param capacity steps at most */
    Training(NetworkShape shape, int batch, int capacity, Crew crew) {
        this.shape = shape;
        this.batch = batch;
        this.capacity = capacity;
        this.crew = crew;
        prepared = new Prepared(shape);
        int count = (batch + FastEngine.LANES - 1) / FastEngine.LANES;
        for (int shard = 0; shard < count; shard++) {
            int first = batch * shard / count;
            shards.add(new Shard(shape, first, batch * (shard + 1) / count - first, capacity));
        }
        byInputs = new float[shape.vocabulary() * 4 * shape.nodes()];
        byBiases = new float[4 * shape.nodes()];
    }

    @Override
    public int capacity() {
        return capacity;
    }

    /** Returns the loss in nats, carries the state on and overwrites the gradients. */
    @Override
    public double run(Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises) {
        int rows = Math.multiplyExact(batches.length - 1, batch);
        prepared.take(weights, crew);
        weights.contexts().ifPresent(table -> table.expect(rows));
        // Asked for once, by one thread, as what will be changed.
        var layers = gradients.layers();
        crew.run(
                shards.size(),
                shard -> shards.get(shard).learn(weights, prepared, state, batches, gradients, rows, surprises));
        for (int index = 0; index < layers.size(); index++) {
            collect(index, layers.get(index));
        }
        collectOutputBiases(gradients);
        state.readAllButLast(batches);
        double loss = 0;
        for (var shard : shards) {
            loss += shard.loss;
        }
        return loss / rows;
    }

    private void collect(int index, Layer gradients) {
        int parts = crew.partsOf(4L * shape.nodes() * (shape.nodes() + shape.vocabulary()));
        crew.run(parts, part -> addUp(index, gradients, part, parts));
        // A bias enters with every character: its gradient is the sum of those of all characters.
        Arrays.fill(byBiases, 0);
        for (float[] row : shards.get(0).layers.get(index).byInputs) {
            Activations.add(row, byBiases, 0, byBiases.length);
        }
        Blas.pointer(gradients.inputs()).put(byInputs);
        Blas.pointer(gradients.biases()).put(byBiases);
    }

    /** Every element is a sum in the order of the shards, whatever its part. */
    private void addUp(int index, Layer gradients, int part, int parts) {
        var first = shards.get(0).layers.get(index);
        for (int other = 1; other < shards.size(); other++) {
            shards.get(other).layers.get(index).addTo(gradients, part, parts);
        }
        int vocabulary = shape.vocabulary();
        for (int id = vocabulary * part / parts; id < vocabulary * (part + 1) / parts; id++) {
            float[] sum = first.byInputs[id];
            for (int other = 1; other < shards.size(); other++) {
                Activations.add(shards.get(other).layers.get(index).byInputs[id], sum, 0, sum.length);
            }
            System.arraycopy(sum, 0, byInputs, id * sum.length, sum.length);
        }
    }

    private void collectOutputBiases(Parameters gradients) {
        float[] sum = shards.get(0).byOutputBiases;
        for (var shard : shards.subList(1, shards.size())) {
            Activations.add(shard.byOutputBiases, sum, 0, sum.length);
        }
        Blas.pointer(gradients.outputBiases()).put(sum);
    }

    @Override
    public void close() {
        prepared.close();
        shards.forEach(Shard::close);
    }
}
