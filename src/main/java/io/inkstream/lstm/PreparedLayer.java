package io.inkstream.lstm;

import io.inkstream.lstm.Prepared.Transposed;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's part of {@link Prepared}. */
final class PreparedLayer implements AutoCloseable {

    private final int gates;
    private final float[] biases; // [4*nodes]
    final Optional<Transposed> below; // [nodes][4*nodes]
    final Transposed recurrent; // [nodes][4*nodes]
    final float[][] table; // [vocabulary][4*nodes], what a character adds to the gates: inputs and biases

    PreparedLayer(NetworkShape shape, int index, Prepared.Scratch scratch) {
        gates = Math.multiplyExact(4, shape.nodes());
        biases = new float[gates];
        below = index == 0 ? Optional.empty() : Optional.of(new Transposed(shape.nodes(), gates, scratch));
        recurrent = new Transposed(shape.nodes(), gates, scratch);
        table = new float[shape.vocabulary()][gates];
    }

    void take(Layer from, Crew crew) {
        int parts = crew.partsOf((long) gates * (gates / 4 + table.length));
        Blas.pointer(from.biases()).get(biases);
        crew.run(parts, part -> tabulate(from.inputs(), part, parts));
        recurrent.take(from.recurrent(), crew);
        below.ifPresent(matrix -> matrix.take(from.below().orElseThrow(), crew));
    }

    private void tabulate(INDArray inputs, int part, int parts) {
        var pointer = Blas.pointer(inputs);
        long begin = pointer.position();
        int vocabulary = table.length;
        for (int id = vocabulary * part / parts; id < vocabulary * (part + 1) / parts; id++) {
            pointer.position(begin + (long) id * gates).get(table[id]);
            Activations.add(biases, table[id], 0, gates);
        }
    }

    @Override
    public void close() {
        below.ifPresent(Transposed::close);
        recurrent.close();
    }
}
