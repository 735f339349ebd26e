package io.inkstream.lstm;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights as a step of training multiplies with them: nodes along the rows and lanes along the columns, because OpenBLAS then
 * copies the large matrix in the order in which it is stored: 85 instead of 63 GFLOP/s for 32 lanes.
 */
final class Prepared implements AutoCloseable {

    /** Rows of the transposed matrix that are made at once; 16 floats are a line of cache. */
    private static final int BLOCK = 16;

    private final int nodes;
    private final int vocabulary;
    private final int gates;
    private final float[] recurrent; // [nodes][4*nodes]
    private final float[] output; // [nodes][vocabulary]
    private final float[] biases; // [4*nodes]
    final FloatPointer byGate; // [4*nodes][nodes], recurrent transposed
    final FloatPointer byCharacter; // [vocabulary][nodes], output transposed
    final float[][] table; // [vocabulary][4*nodes], what a character adds to the gates: inputs and biases
    final float[] outputBiases; // [vocabulary]

    Prepared(NetworkShape shape) {
        nodes = shape.nodes();
        vocabulary = shape.vocabulary();
        gates = Math.multiplyExact(4, nodes);
        recurrent = new float[Math.multiplyExact(nodes, gates)];
        output = new float[Math.multiplyExact(nodes, vocabulary)];
        biases = new float[gates];
        byGate = new FloatPointer((long) recurrent.length);
        byCharacter = new FloatPointer((long) output.length);
        table = new float[vocabulary][gates];
        outputBiases = new float[vocabulary];
    }

    /** Copies the weights, each thread a part of them. */
    void take(Parameters weights, Crew crew) {
        int parts = crew.threads();
        var from = weights.read();
        Blas.pointer(from.biases()).get(biases);
        Blas.pointer(from.outputBiases()).get(outputBiases);
        Blas.pointer(from.output()).get(output);
        crew.run(parts, part -> {
            tabulate(from.inputs(), part, parts);
            copy(from.recurrent(), part, parts);
        });
        crew.run(parts, part -> transpose(recurrent, gates, byGate, part, parts));
        transpose(output, vocabulary, byCharacter, 0, 1);
    }

    private void tabulate(INDArray inputs, int part, int parts) {
        var pointer = Blas.pointer(inputs);
        long begin = pointer.position();
        for (int id = vocabulary * part / parts; id < vocabulary * (part + 1) / parts; id++) {
            pointer.position(begin + (long) id * gates).get(table[id]);
            Activations.add(biases, table[id], gates);
        }
    }

    private void copy(INDArray from, int part, int parts) {
        int begin = (int) ((long) recurrent.length * part / parts);
        int end = (int) ((long) recurrent.length * (part + 1) / parts);
        Blas.from(Blas.pointer(from), begin).get(recurrent, begin, end - begin);
    }

    /** The part's rows of the transposed matrix. */
    private void transpose(float[] from, int columns, FloatPointer into, int part, int parts) {
        int blocks = (columns + BLOCK - 1) / BLOCK;
        var rows = new float[BLOCK][nodes];
        for (int block = blocks * part / parts; block < blocks * (part + 1) / parts; block++) {
            int first = block * BLOCK;
            int count = Math.min(BLOCK, columns - first);
            Lanes.split(from, first, count, columns, rows, nodes);
            for (int row = 0; row < count; row++) {
                Blas.from(into, (long) (first + row) * nodes).put(rows[row]);
            }
        }
    }

    @Override
    public void close() {
        byGate.close();
        byCharacter.close();
    }
}
