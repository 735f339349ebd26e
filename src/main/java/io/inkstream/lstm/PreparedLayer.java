package io.inkstream.lstm;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer's part of {@link Prepared}. */
final class PreparedLayer implements AutoCloseable {

    private final int gates;
    private final float[] biases; // [4*nodes]
    final Optional<GateWeights> below;
    final GateWeights recurrent;
    final float[][] table; // [vocabulary][4*nodes], what a character adds to the gates: inputs and biases

    PreparedLayer(NetworkShape shape, int index, GateWeights.Tiles tiles) {
        gates = Math.multiplyExact(4, shape.nodes());
        biases = new float[gates];
        below = index == 0 ? Optional.empty() : Optional.of(new GateWeights(shape.nodes(), tiles));
        recurrent = new GateWeights(shape.nodes(), tiles);
        table = new float[shape.vocabulary()][gates];
    }

    void take(Layer from, Crew crew) {
        int parts = crew.partsOf((long) gates * table.length);
        from.biases().data().asNioFloat().get(0, biases);
        crew.run(parts, part -> tabulate(from.inputs(), part, parts));
        recurrent.take(from.recurrent(), crew);
        below.ifPresent(matrix -> matrix.take(from.below().orElseThrow(), crew));
    }

    private void tabulate(INDArray inputs, int part, int parts) {
        var elements = inputs.data().asNioFloat();
        int vocabulary = table.length;
        for (int id = vocabulary * part / parts; id < vocabulary * (part + 1) / parts; id++) {
            elements.get(id * gates, table[id]);
            Activations.add(biases, table[id], 0, gates);
        }
    }

    @Override
    public void close() {
        below.ifPresent(GateWeights::close);
        recurrent.close();
    }
}
