package io.inkstream.lstm;

import io.inkstream.lstm.RowProduct.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A step of training for one size of network and batch: the shards side by side through time, then what needs all of them. Kept as rows and
 * as columns: a row for each lane to go through time, a column for each to sum over all of them.
 */
final class RowTraining implements FloatEngine.Step {

    private final NetworkShape shape;
    private final int batch;
    private final int capacity;
    private final Crew crew;
    private final TurnedRows turned;
    private final List<RowShard> shards = new ArrayList<>();
    private final List<RowGradients> gradients = new ArrayList<>();
    private final CrossEntropy crossEntropy;
    private final float[][] outputs; // [layers*nodes and a spare][(steps+1)*batch]
    private final float[][] byOutputs; // likewise
    private final float[][][] outputsOf; // [layer], their rows
    private final float[][][] byOutputsOf; // [layer]
    private Optional<WeightRows> weightRows = Optional.empty();

    /** @param capacity steps at most */
    RowTraining(NetworkShape shape, int batch, int capacity, Crew crew) {
        this.shape = shape;
        this.batch = batch;
        this.capacity = capacity;
        this.crew = crew;
        turned = new TurnedRows(shape);
        // A lane's bits do not depend on its shard, so there may be one for each thread.
        int count = Math.min(crew.threads(), (batch + 1) / 2);
        for (int shard = 0; shard < count; shard++) {
            var lanes = Range.first(batch).part(shard, count);
            shards.add(new RowShard(shape, lanes.from(), lanes.to() - lanes.from(), capacity));
        }
        crossEntropy = new CrossEntropy(shape.vocabulary(), 0, batch, capacity);
        int columns = Math.multiplyExact(capacity + 1, batch);
        outputs = new float[shape.width() + 1][columns];
        byOutputs = new float[shape.width() + 1][columns];
        outputsOf = byLayer(outputs);
        byOutputsOf = byLayer(byOutputs);
        for (int index = 0; index < shape.layers(); index++) {
            gradients.add(new RowGradients(shape, index, batch, capacity, shards));
        }
    }

    /** The rows of each layer, and behind them one more. */
    private float[][][] byLayer(float[][] rows) {
        int nodes = shape.nodes();
        var byLayer = new float[shape.layers()][][];
        Arrays.setAll(byLayer, index -> Arrays.copyOfRange(rows, index * nodes, (index + 1) * nodes + 1));
        return byLayer;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    /** Returns the loss in nats, carries the state on and overwrites the gradients. */
    @Override
    public double run(Parameters weights, State state, int[][] batches, Parameters gradients, float[][] surprises) {
        int steps = batches.length - 1;
        int rows = Math.multiplyExact(steps, batch);
        var taken = weightRows(weights);
        taken.refresh(crew);
        turned.refresh(taken, crew);
        weights.contexts().ifPresent(table -> table.expect(rows));
        crew.run(shards.size(), shard -> shards.get(shard).forward(taken, state, batches, outputsOf));
        var columns = crossEntropy.columns(steps);
        int parts = crew.partsOf((long) shape.width() * shape.vocabulary() * rows);
        crew.run(
                parts,
                part -> logits(taken, columns, Range.first(shape.vocabulary()).part(part, parts)));
        double loss = crossEntropy.run(weights.contexts(), state, batches, rows, surprises, crew);
        crew.run(
                parts,
                part -> byOutputs(taken, columns, Range.first(shape.width()).part(part, parts)));
        crew.run(shards.size(), shard -> shards.get(shard).backward(turned, byOutputsOf, steps, batch));
        collect(batches, gradients);
        state.readAllButLast(batches);
        return loss / rows;
    }

    private WeightRows weightRows(Parameters weights) {
        if (weightRows.filter(kept -> kept.of == weights).isEmpty()) {
            weightRows = Optional.of(new WeightRows(weights));
        }
        return weightRows.orElseThrow();
    }

    private void logits(WeightRows weights, Range columns, Range ids) {
        float[][] logits = crossEntropy.logits;
        for (int id = ids.from(); id < ids.to(); id++) {
            Arrays.fill(logits[id], columns.from(), columns.to(), weights.outputBiases[id]);
        }
        RowProduct.add(turned.output, outputs, logits, ids, Range.first(shape.width()), columns);
    }

    private void byOutputs(WeightRows weights, Range columns, Range nodes) {
        for (int node = nodes.from(); node < nodes.to(); node++) {
            Arrays.fill(byOutputs[node], columns.from(), columns.to(), 0);
        }
        RowProduct.add(weights.output, crossEntropy.logits, byOutputs, nodes, Range.first(shape.vocabulary()), columns);
    }

    private void collect(int[][] batches, Parameters into) {
        // Asked for once, by one thread, as what will be changed.
        var layers = into.layers();
        int nodes = shape.nodes();
        int parts = crew.partsOf(4L * nodes * nodes * batch);
        crew.run(parts, part -> {
            for (int index = 0; index < layers.size(); index++) {
                Optional<float[][]> below = index == 0 ? Optional.empty() : Optional.of(outputsOf[index - 1]);
                gradients
                        .get(index)
                        .compute(outputsOf[index], below, crossEntropy.logits, batches, layers.get(index), part, parts);
            }
        });
        var output = into.read().output().data().asNioFloat();
        for (int index = 0; index < layers.size(); index++) {
            gradients.get(index).finish(layers.get(index), output, index);
        }
        into.read().outputBiases().data().asNioFloat().put(0, crossEntropy.byBiases);
    }
}
