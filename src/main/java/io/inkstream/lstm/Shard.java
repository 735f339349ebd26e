package io.inkstream.lstm;

import io.inkstream.lstm.Blas.Matrix;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some lanes of a batch through a step of training: forward, loss, backward, and their part of the gradients. Everything is
 * allocated once. Matrices have nodes along the rows and lanes along the columns. Gate arithmetic is on arrays in the heap,
 * products are outside of it; copying between them costs a thousandth of the products.
 *
 * <p>A further layer would be a further set of these tapes: its input is the output of the layer below instead of the gathered
 * rows of the table, and what {@link #scatter} does for the table is one more product that leaves {@code byOutput} for the
 * layer below.
 */
final class Shard implements AutoCloseable {

    private static final double PRODUCT_END = 1e200;

    private final int nodes;
    private final int vocabulary;
    private final int first;
    private final int lanes;
    private final int cells; // nodes*lanes
    private final float[][][] gates; // [step][i f c o][nodes*lanes]; the loss by what enters them after the way back
    private final float[][] cell; // [step+1][nodes*lanes]
    private final float[][] squashed; // [step][nodes*lanes], tanh of the cell after
    private final float[][] logits; // [vocabulary][steps*lanes]
    private final float[] largest; // [steps*lanes]
    private final float[] sums; // [steps*lanes]
    private final float[] halves; // [steps*lanes], scratch
    private final float[][] entering; // [i f c o][nodes*lanes], scratch: what a character adds
    private final float[] output; // [nodes*lanes], scratch
    private final float[] byOutput; // [nodes*lanes]
    private final float[] byCell; // [nodes*lanes]
    private final float[][] carried; // [lanes][nodes], scratch
    private final float[][] laneRows; // [lanes], rows of matrices with a row for each character
    private final FloatPointer outputs; // [step+1][nodes][lanes]
    private final FloatPointer products; // [4*nodes][lanes]
    private final FloatPointer byOutputs; // [nodes][lanes]
    private final FloatPointer allLogits; // [vocabulary][steps*lanes]
    private final FloatPointer recurrent; // [nodes][4*nodes], gradients; null in the first shard
    private final FloatPointer projection; // [nodes][vocabulary], gradients; null in the first shard

    final float[][] byInputs; // [vocabulary][4*nodes], gradients
    final float[] byOutputBiases; // [vocabulary], gradients
    double loss;

    /**
     * @param first lane
     * @param capacity steps at most
     */
    Shard(NetworkShape shape, int first, int lanes, int capacity) {
        this.nodes = shape.nodes();
        this.vocabulary = shape.vocabulary();
        this.first = first;
        this.lanes = lanes;
        this.cells = Math.multiplyExact(nodes, lanes);
        int rows = Math.multiplyExact(capacity, lanes);
        gates = new float[capacity][4][cells];
        cell = new float[capacity + 1][cells];
        squashed = new float[capacity][cells];
        logits = new float[vocabulary][rows];
        largest = new float[rows];
        sums = new float[rows];
        halves = new float[rows];
        entering = new float[4][cells];
        output = new float[cells];
        byOutput = new float[cells];
        byCell = new float[cells];
        carried = new float[lanes][nodes];
        laneRows = new float[lanes][];
        outputs = new FloatPointer((capacity + 1L) * cells);
        products = new FloatPointer(4L * cells);
        byOutputs = new FloatPointer((long) cells);
        allLogits = new FloatPointer((long) vocabulary * rows);
        recurrent = first == 0 ? null : new FloatPointer(4L * nodes * nodes);
        projection = first == 0 ? null : new FloatPointer((long) nodes * vocabulary);
        byInputs = new float[vocabulary][4 * nodes];
        byOutputBiases = new float[vocabulary];
    }

    /**
     * Learns the shard's lanes. The first shard writes its gradients of the two large matrices where they belong, the others keep
     * theirs for {@link #addTo}.
     *
     * @param rows steps × batch, over which the loss is a mean
     */
    void learn(Parameters weights, Prepared prepared, State state, int[][] batches, Parameters gradients, int rows) {
        int steps = batches.length - 1;
        var byRecurrent = new Matrix(first == 0 ? Blas.pointer(gradients.recurrent()) : recurrent, 4 * nodes);
        var byProjection = new Matrix(first == 0 ? Blas.pointer(gradients.output()) : projection, vocabulary);
        take(state);
        for (int t = 0; t < steps; t++) {
            forward(prepared, batches[t], t);
            Blas.multiply(
                    new Matrix(prepared.byCharacter, nodes),
                    outputsAfter(t),
                    logitsOf(t, steps),
                    vocabulary,
                    lanes,
                    nodes,
                    0);
        }
        give(state, steps);
        crossEntropy(prepared, batches, steps, rows);
        var recurrentNow = new Matrix(Blas.pointer(weights.read().recurrent()), 4 * nodes);
        var outputNow = new Matrix(Blas.pointer(weights.read().output()), vocabulary);
        backward(recurrentNow, outputNow, batches, steps, byRecurrent, byProjection);
    }

    private Matrix outputsBefore(int t) {
        return new Matrix(Blas.from(outputs, (long) t * cells), lanes);
    }

    private Matrix outputsAfter(int t) {
        return outputsBefore(t + 1);
    }

    private Matrix logitsOf(int t, int steps) {
        return new Matrix(Blas.from(allLogits, (long) t * lanes), steps * lanes);
    }

    private void take(State state) {
        take(state.output(), output);
        outputs.put(output);
        take(state.cell(), cell[0]);
    }

    private void take(INDArray from, float[] into) {
        var pointer = Blas.pointer(from);
        long begin = pointer.position() + (long) first * nodes;
        for (int lane = 0; lane < lanes; lane++) {
            pointer.position(begin + (long) lane * nodes).get(carried[lane]);
        }
        Lanes.spread(carried, 0, nodes, into, lanes);
    }

    /** Carries the state on. The output is still in the heap. */
    private void give(State state, int steps) {
        give(output, state.output());
        give(cell[steps], state.cell());
    }

    private void give(float[] from, INDArray into) {
        Lanes.split(from, 0, lanes, lanes, carried, nodes);
        var pointer = Blas.pointer(into);
        long begin = pointer.position() + (long) first * nodes;
        for (int lane = 0; lane < lanes; lane++) {
            pointer.position(begin + (long) lane * nodes).put(carried[lane]);
        }
    }

    private void forward(Prepared weights, int[] characters, int t) {
        Blas.multiply(
                new Matrix(weights.byGate, nodes),
                outputsBefore(t),
                new Matrix(products, lanes),
                4 * nodes,
                lanes,
                nodes,
                0);
        gather(weights, characters);
        float[][] gate = gates[t];
        for (int g = 0; g < 4; g++) {
            Blas.from(products, (long) g * cells).get(gate[g]);
        }
        Activations.sigmoidOfSum(gate[0], entering[0], cells);
        Activations.sigmoidOfSum(gate[1], entering[1], cells);
        Activations.tanhOfSum(gate[2], entering[2], cells);
        Activations.sigmoidOfSum(gate[3], entering[3], cells);
        Activations.cell(gate[0], gate[1], gate[2], cell[t], cell[t + 1], cells);
        Activations.tanh(cell[t + 1], squashed[t], cells);
        Activations.multiply(gate[3], squashed[t], output, cells);
        Blas.from(outputs, (t + 1L) * cells).put(output);
    }

    /** A one-hot row times the input weights is a row of them. */
    private void gather(Prepared weights, int[] characters) {
        for (int lane = 0; lane < lanes; lane++) {
            laneRows[lane] = weights.table[characters[first + lane]];
        }
        for (int g = 0; g < 4; g++) {
            Lanes.spread(laneRows, g * nodes, nodes, entering[g], lanes);
        }
    }

    /** Leaves (softmax - one-hot) / rows in the place of the logits. */
    private void crossEntropy(Prepared weights, int[][] batches, int steps, int rows) {
        int count = steps * lanes;
        Arrays.fill(largest, 0, count, Float.NEGATIVE_INFINITY);
        Arrays.fill(sums, 0, count, 0);
        for (int id = 0; id < vocabulary; id++) {
            Blas.from(allLogits, (long) id * count).get(logits[id], 0, count);
            Activations.add(logits[id], weights.outputBiases[id], count);
            Activations.largest(logits[id], largest, count);
        }
        double surprise = 0;
        for (int i = 0; i < count; i++) {
            surprise += largest[i] - logits[target(batches, i)][i];
        }
        for (int id = 0; id < vocabulary; id++) {
            Activations.exp(logits[id], largest, halves, count);
            Activations.add(logits[id], sums, count);
        }
        loss = surprise + sumOfLogarithms(count);
        Activations.inverse(1f / rows, sums, halves, count);
        for (int id = 0; id < vocabulary; id++) {
            Activations.multiply(logits[id], halves, logits[id], count);
        }
        for (int i = 0; i < count; i++) {
            logits[target(batches, i)][i] -= 1f / rows;
        }
        for (int id = 0; id < vocabulary; id++) {
            Blas.from(allLogits, (long) id * count).put(logits[id], 0, count);
            byOutputBiases[id] = sum(logits[id], count);
        }
    }

    private int target(int[][] batches, int row) {
        return batches[row / lanes + 1][first + row % lanes];
    }

    /** A logarithm of many factors at once. A sum lies between 1 and the vocabulary's size, so the product stays finite. */
    private double sumOfLogarithms(int count) {
        double logarithms = 0;
        double product = 1;
        for (int i = 0; i < count; i++) {
            product *= sums[i];
            if (!(product < PRODUCT_END)) {
                logarithms += StrictMath.log(product);
                product = 1;
            }
        }
        return logarithms + StrictMath.log(product);
    }

    /** In four interleaved sums, so that an addition need not wait for the one before. */
    private static float sum(float[] x, int count) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < count; i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }

    private void backward(
            Matrix recurrentNow,
            Matrix outputNow,
            int[][] batches,
            int steps,
            Matrix byRecurrent,
            Matrix byProjection) {
        for (float[] row : byInputs) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(byCell, 0);
        var deltas = new Matrix(products, lanes);
        var byOutputNow = new Matrix(byOutputs, lanes);
        for (int t = steps - 1; t >= 0; t--) {
            float keep = t == steps - 1 ? 0 : 1;
            var errors = logitsOf(t, steps);
            Blas.multiply(outputNow, errors, byOutputNow, nodes, lanes, vocabulary, 0);
            if (t < steps - 1) {
                Blas.multiply(recurrentNow, deltas, byOutputNow, nodes, lanes, 4 * nodes, 1);
            }
            byOutputs.get(byOutput);
            throughCell(t);
            for (int g = 0; g < 4; g++) {
                Blas.from(products, (long) g * cells).put(gates[t][g]);
            }
            Blas.multiplyTransposed(outputsBefore(t), deltas, byRecurrent, nodes, 4 * nodes, lanes, keep);
            Blas.multiplyTransposed(outputsAfter(t), errors, byProjection, nodes, vocabulary, lanes, keep);
            scatter(batches[t], gates[t]);
        }
    }

    /** Writes the loss by what enters the gates over the gates. */
    private void throughCell(int t) {
        float[] input = gates[t][0];
        float[] forget = gates[t][1];
        float[] update = gates[t][2];
        float[] gate = gates[t][3];
        Activations.addByOutput(byOutput, gate, squashed[t], byCell, cells);
        Activations.throughSigmoid(byOutput, squashed[t], gate, cells);
        Activations.throughTanh(byCell, input, update, byOutput, cells);
        Activations.throughSigmoid(byCell, update, input, cells);
        System.arraycopy(byOutput, 0, update, 0, cells);
        Activations.multiply(byCell, forget, byOutput, cells);
        Activations.throughSigmoid(byCell, cell[t], forget, cells);
        System.arraycopy(byOutput, 0, byCell, 0, cells);
    }

    private void scatter(int[] characters, float[][] deltas) {
        for (int lane = 0; lane < lanes; lane++) {
            laneRows[lane] = byInputs[characters[first + lane]];
        }
        for (int g = 0; g < 4; g++) {
            Lanes.addTo(laneRows, g * nodes, nodes, deltas[g], lanes);
        }
    }

    /** Adds a part of this shard's gradients of the two large matrices to the first shard's. */
    void addTo(Parameters gradients, int part, int parts) {
        add(recurrent, Blas.pointer(gradients.recurrent()), 4L * nodes * nodes, part, parts);
        add(projection, Blas.pointer(gradients.output()), (long) nodes * vocabulary, part, parts);
    }

    private static void add(FloatPointer from, FloatPointer into, long length, int part, int parts) {
        long begin = length * part / parts;
        Blas.add(from, into, begin, (int) (length * (part + 1) / parts - begin));
    }

    @Override
    public void close() {
        for (var pointer : new FloatPointer[] {outputs, products, byOutputs, allLogits, recurrent, projection}) {
            if (pointer != null) {
                pointer.close();
            }
        }
    }
}
