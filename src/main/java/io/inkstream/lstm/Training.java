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
    private final float[] byBiases; // [nodes], scratch

    /** @param capacity steps at most */
    Training(NetworkShape shape, int batch, int capacity, Crew crew) {
        this.shape = shape;
        this.batch = batch;
        this.capacity = capacity;
        this.crew = crew;
        prepared = new Prepared(shape, crew);
        int count = (batch + FastEngine.LANES - 1) / FastEngine.LANES;
        for (int shard = 0; shard < count; shard++) {
            int first = batch * shard / count;
            shards.add(new Shard(shape, first, batch * (shard + 1) / count - first, capacity));
        }
        byBiases = new float[shape.nodes()];
    }

    @Override
    public int capacity() {
        return capacity;
    }

    /** Returns the loss in nats, carries the state on and overwrites the gradients. */
    @Override
    public double run(Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises) {
        int rows = Math.multiplyExact(batches.length - 1, batch);
        prepared.take(weights);
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
        var inputs = gradients.inputs().data().asNioFloat();
        var biases = gradients.biases().data().asNioFloat();
        int nodes = shape.nodes();
        for (int gate = 0; gate < 4; gate++) {
            // A bias enters with every character: its gradient is the sum of those of all characters.
            Arrays.fill(byBiases, 0);
            float[][] byInputs = shards.get(0).layers.get(index).byInputs[gate];
            for (int id = 0; id < byInputs.length; id++) {
                inputs.put((4 * id + gate) * nodes, byInputs[id]);
                Activations.add(byInputs[id], byBiases, 0, nodes);
            }
            biases.put(gate * nodes, byBiases);
        }
    }

    /** Every element is a sum in the order of the shards, whatever its part. */
    private void addUp(int index, Layer gradients, int part, int parts) {
        float[][][] first = shards.get(0).layers.get(index).byInputs;
        int vocabulary = shape.vocabulary();
        for (var other : shards.subList(1, shards.size())) {
            var layer = other.layers.get(index);
            layer.addTo(gradients, part, parts);
            for (int gate = 0; gate < 4; gate++) {
                for (int id = vocabulary * part / parts; id < vocabulary * (part + 1) / parts; id++) {
                    Activations.add(layer.byInputs[gate][id], first[gate][id], 0, shape.nodes());
                }
            }
        }
    }

    private void collectOutputBiases(Parameters gradients) {
        float[] sum = shards.get(0).byOutputBiases;
        for (var shard : shards.subList(1, shards.size())) {
            Activations.add(shard.byOutputBiases, sum, 0, sum.length);
        }
        gradients.outputBiases().data().asNioFloat().put(0, sum);
    }

    @Override
    public void close() {
        prepared.close();
        shards.forEach(Shard::close);
    }
}
