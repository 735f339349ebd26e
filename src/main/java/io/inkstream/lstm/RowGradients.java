package io.inkstream.lstm;

import io.inkstream.lstm.RowProduct.Range;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The gradients of one layer of a batch: each element a sum in the order of steps and in them of lanes, however many threads there are. */
final class RowGradients {

    private final int nodes;
    private final int vocabulary;
    private final int batch;
    private final float[][] outputs; // [(step+1)*batch][nodes]: the rows of the shards
    private final float[][] entering; // [step*batch][4*nodes]: likewise
    /** As {@link #entering} with a step's rows before them, so that one has the number of the outputs after it. */
    private final float[][] enteringAfter;

    private final float[][] byRecurrent; // [nodes][4*nodes]
    private final Optional<float[][]> byBelow; // [nodes][4*nodes]; the first layer has none
    private final float[][] byInputs; // [vocabulary][4*nodes]
    private final float[] byBiases; // [4*nodes]
    private final float[][] byOutput; // [vocabulary][nodes]: the projection's, turned
    private final float[] row; // [vocabulary], scratch

    /** @param capacity steps at most */
    RowGradients(NetworkShape shape, int index, int batch, int capacity, List<RowShard> shards) {
        nodes = shape.nodes();
        vocabulary = shape.vocabulary();
        this.batch = batch;
        outputs = new float[(capacity + 1) * batch][];
        entering = new float[capacity * batch][];
        enteringAfter = new float[(capacity + 1) * batch][];
        for (var shard : shards) {
            var layer = shard.layers.get(index);
            for (int t = 0; t <= capacity; t++) {
                System.arraycopy(layer.outputs[t], 0, outputs, t * batch + shard.first, shard.lanes);
                if (t < capacity) {
                    System.arraycopy(layer.entering[t], 0, entering, t * batch + shard.first, shard.lanes);
                    System.arraycopy(layer.entering[t], 0, enteringAfter, (t + 1) * batch + shard.first, shard.lanes);
                }
            }
        }
        byRecurrent = WeightRows.rows(nodes, 4 * nodes);
        byBelow = index == 0 ? Optional.empty() : Optional.of(WeightRows.rows(nodes, 4 * nodes));
        byInputs = new float[vocabulary][4 * nodes];
        byBiases = new float[4 * nodes];
        byOutput = WeightRows.rows(vocabulary, nodes);
        row = new float[vocabulary];
    }

    /**
     * Computes one part of them, and overwrites that of the large matrices.
     *
     * @param columns the layer's outputs, {@code [nodes][(steps+1)*batch]}
     * @param columnsBelow those of the layer below; empty for the first
     * @param errors loss by the logits, {@code [vocabulary][(steps+1)*batch]}
     */
    void compute(
            float[][] columns,
            Optional<float[][]> columnsBelow,
            float[][] errors,
            int[][] batches,
            Layer gradients,
            int part,
            int parts) {
        int steps = batches.length - 1;
        var some = Range.first(nodes).part(part, parts);
        var gates = Range.first(4 * nodes);
        var after = new Range(batch, (steps + 1) * batch);
        clear(byRecurrent, some);
        RowProduct.add(columns, entering, byRecurrent, some, Range.first(steps * batch), gates);
        put(byRecurrent, some, gradients.recurrent().data().asNioFloat());
        byBelow.ifPresent(matrix -> {
            clear(matrix, some);
            RowProduct.add(columnsBelow.orElseThrow(), enteringAfter, matrix, some, after, gates);
            put(matrix, some, gradients.below().orElseThrow().data().asNioFloat());
        });
        var ids = Range.first(vocabulary).part(part, parts);
        clear(byOutput, ids);
        RowProduct.add(errors, outputs, byOutput, ids, after, Range.first(nodes));
        scatter(batches, 4 * nodes * part / parts, 4 * nodes * (part + 1) / parts);
    }

    /** Some columns of the gradients of inputs and biases: a bias enters with every character. */
    private void scatter(int[][] batches, int from, int to) {
        for (float[] inputs : byInputs) {
            Arrays.fill(inputs, from, to, 0);
        }
        for (int t = 0; t + 1 < batches.length; t++) {
            for (int lane = 0; lane < batch; lane++) {
                Activations.add(entering[t * batch + lane], byInputs[batches[t][lane]], from, to);
            }
        }
        Arrays.fill(byBiases, from, to, 0);
        for (float[] inputs : byInputs) {
            Activations.add(inputs, byBiases, from, to);
        }
    }

    /** Overwrites the others, when all parts are computed. */
    void finish(Layer gradients, FloatBuffer output, int index) {
        put(byInputs, Range.first(vocabulary), gradients.inputs().data().asNioFloat());
        gradients.biases().data().asNioFloat().put(0, byBiases);
        for (int node = 0; node < nodes; node++) {
            for (int id = 0; id < vocabulary; id++) {
                row[id] = byOutput[id][node];
            }
            output.put((index * nodes + node) * vocabulary, row);
        }
    }

    private static void clear(float[][] matrix, Range rows) {
        for (int row = rows.from(); row < rows.to(); row++) {
            Arrays.fill(matrix[row], 0);
        }
    }

    private static void put(float[][] matrix, Range rows, FloatBuffer into) {
        for (int row = rows.from(); row < rows.to(); row++) {
            into.put(row * matrix[row].length, matrix[row]);
        }
    }
}
