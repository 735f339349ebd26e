package io.inkstream.lstm;

import java.util.Arrays;
import java.util.Optional;

/** The transposes of weights, which the way back multiplies with. */
final class TurnedRows {

    final float[][][] recurrent; // [layer][4*nodes][nodes]
    private final float[][][] below; // [layer][4*nodes][nodes]; nothing for the first layer
    final float[][] output; // [vocabulary and a spare][layers*nodes]

    TurnedRows(NetworkShape shape) {
        int nodes = shape.nodes();
        int gates = Math.multiplyExact(4, nodes);
        recurrent = new float[shape.layers()][gates][nodes];
        below = new float[shape.layers()][][];
        Arrays.setAll(below, index -> index == 0 ? new float[0][] : new float[gates][nodes]);
        output = WeightRows.rows(shape.vocabulary(), shape.width());
    }

    /** What a layer passes down with, {@code [4*nodes][nodes]}; the first layer passes nothing down. */
    Optional<float[][]> below(int index) {
        return index == 0 ? Optional.empty() : Optional.of(below[index]);
    }

    void refresh(WeightRows weights, Crew crew) {
        var shape = weights.of.shape();
        int nodes = shape.nodes();
        int gates = 4 * nodes;
        int parts = crew.partsOf((long) gates * shape.width());
        crew.run(parts, part -> {
            int from = gates * part / parts;
            int to = gates * (part + 1) / parts;
            for (int index = 0; index < recurrent.length; index++) {
                Columns.turn(weights.layers[index].recurrent, nodes, recurrent[index], from, to);
                float[][] into = below[index];
                weights.layers[index].below.ifPresent(rows -> Columns.turn(rows, nodes, into, from, to));
            }
            int vocabulary = shape.vocabulary();
            Columns.turn(
                    weights.output, shape.width(), output, vocabulary * part / parts, vocabulary * (part + 1) / parts);
        });
    }
}
