package io.inkstream.engine;

import io.inkstream.kernels.Block;
import io.inkstream.kernels.Kernels;
import io.inkstream.model.Layer;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import java.util.Arrays;
import java.util.Optional;

/**
 * The gradients of one layer: each element a sum in the order of steps and in them of lanes, however many threads share them out.
 */
final class LayerGradients {

    private final Kernels kernels;
    private final LayerPass pass;
    private final Optional<LayerPass> below;
    private final int nodes;
    private final int batch;
    private final int index;

    LayerGradients(Kernels kernels, LayerPass pass, Optional<LayerPass> below, int nodes, int batch, int index) {
        this.kernels = kernels;
        this.pass = pass;
        this.below = below;
        this.nodes = nodes;
        this.batch = batch;
        this.index = index;
    }

    /**
     * Computes one part of them.
     *
     * @param errors loss by the logits, {@code [steps*batch][vocabulary]}
     */
    void compute(int[][] batches, float[] errors, Parameters gradients, int part, int parts) {
        int rows = (batches.length - 1) * batch;
        // Even places, four by four: a product takes so many rows at a time.
        int from = fours(nodes, part, parts);
        int to = fours(nodes, part + 1, parts);
        var layer = gradients.layers().get(index);
        var gates = Block.rows(pass.gates, 4 * nodes);
        overwrite(pass.outputs, 0, gates, layer.recurrent(), 0, from, to, rows);
        below.ifPresent(
                other -> overwrite(other.outputs, batch, gates, layer.below().orElseThrow(), 0, from, to, rows));
        int vocabulary = gradients.shape().vocabulary();
        overwrite(
                pass.outputs, batch, Block.rows(errors, vocabulary), gradients.output(), index * nodes, from, to, rows);
        scatter(batches, layer, 4 * nodes * part / parts, 4 * nodes * (part + 1) / parts);
    }

    private static int fours(int count, int part, int parts) {
        return part == parts ? count : (int) ((long) ((count + 3) / 4) * part / parts) * 4;
    }

    /** into[node] = sum of outputs[firstRow + row][node] × right[row]. */
    private void overwrite(
            float[] outputs, int firstRow, Block right, Matrix into, int firstNode, int from, int to, int rows) {
        Arrays.fill(into.elements(), (firstNode + from) * into.columns(), (firstNode + to) * into.columns(), 0);
        kernels.addProduct(
                Block.rows(outputs, nodes).from(firstRow, from).transposed(),
                right,
                into.block().from(firstNode + from, 0),
                to - from,
                rows,
                into.columns());
    }

    /** Some columns of the gradients of inputs and biases: a bias enters with every character. */
    private void scatter(int[][] batches, Layer gradients, int from, int to) {
        float[] inputs = gradients.inputs().elements();
        int width = gradients.inputs().columns();
        int vocabulary = gradients.inputs().rows();
        for (int id = 0; id < vocabulary; id++) {
            Arrays.fill(inputs, id * width + from, id * width + to, 0);
        }
        var came = new boolean[vocabulary];
        for (int t = 0; t + 1 < batches.length; t++) {
            for (int lane = 0; lane < batch; lane++) {
                int id = batches[t][lane];
                came[id] = true;
                add(pass.gates, (t * batch + lane) * width, inputs, id * width, from, to);
            }
        }
        float[] biases = gradients.biases().elements();
        Arrays.fill(biases, from, to, 0);
        for (int id = 0; id < vocabulary; id++) {
            if (came[id]) {
                add(inputs, id * width, biases, 0, from, to);
            }
        }
    }

    private static void add(float[] x, int xAt, float[] y, int yAt, int from, int to) {
        for (int i = from; i < to; i++) {
            y[yAt + i] += x[xAt + i];
        }
    }
}
