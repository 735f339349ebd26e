package io.inkstream.model;

import io.inkstream.kernels.Block;
import io.inkstream.kernels.Kernels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of one layer. The four gates are fused in the order i f c o (input, forget, update, output), so that one product
 * serves them all.
 *
 * @param inputs weights by which a character enters the gates, {@code [vocabulary][4*nodes]}
 * @param below weights by which the output of the layer below enters them, {@code [nodes][4*nodes]}; the first layer has none
 * @param recurrent weights by which the layer's own output before enters them, {@code [nodes][4*nodes]}
 * @param biases of the gates, {@code [1][4*nodes]}
 */
public record Layer(Matrix inputs, Optional<Matrix> below, Matrix recurrent, Matrix biases) {

    private static final List<String> GATES = List.of("i", "f", "c", "o");

    static Layer zeros(NetworkShape shape, int index) {
        int nodes = shape.nodes();
        int gates = Math.multiplyExact(4, nodes);
        return new Layer(
                Matrix.zeros(shape.vocabulary(), gates),
                index == 0 ? Optional.empty() : Optional.of(Matrix.zeros(nodes, gates)),
                Matrix.zeros(nodes, gates),
                Matrix.zeros(1, gates));
    }

    List<Matrix> matrices() {
        var matrices = new ArrayList<Matrix>();
        matrices.add(inputs);
        below.ifPresent(matrices::add);
        matrices.add(recurrent);
        matrices.add(biases);
        return matrices;
    }

    /** Returns a gate's biases: 0 input, 1 forget, 2 update, 3 output. */
    public Columns biases(int gate) {
        return gate(biases, gate);
    }

    private static Columns gate(Matrix fused, int gate) {
        int nodes = fused.columns() / 4;
        return new Columns(fused, gate * nodes, nodes);
    }

    /**
     * Writes what enters the gates of some lanes: the biases and the input weights' row of each lane's character (a one-hot row times the
     * weights is a row of them), then the outputs of the layer below and the layer's own times their weights.
     *
     * @param characters of all lanes
     * @param from the first lane
     * @param to one after the last
     * @param outputsBelow a row of {@code nodes} for each of these lanes, where there is a layer below
     * @param outputsBefore the layer's own, likewise
     * @param gates a row of {@code 4*nodes} for each of these lanes, written
     */
    public void enter(
            Kernels kernels,
            int[] characters,
            int from,
            int to,
            Optional<Block> outputsBelow,
            Block outputsBefore,
            Block gates) {
        int width = biases.columns();
        int nodes = width / 4;
        for (int lane = from; lane < to; lane++) {
            int row = gates.at() + (lane - from) * gates.rowStride();
            addRows(inputs.elements(), characters[lane] * width, biases.elements(), gates.elements(), row);
        }
        below.ifPresent(matrix ->
                kernels.addProduct(outputsBelow.orElseThrow(), matrix.block(), gates, to - from, nodes, width));
        kernels.addProduct(outputsBefore, recurrent.block(), gates, to - from, nodes, width);
    }

    private static void addRows(float[] one, int at, float[] other, float[] into, int intoAt) {
        for (int i = 0; i < other.length; i++) {
            into[intoAt + i] = one[at + i] + other[i];
        }
    }

    /** Parts by the tutorial's names and in its order: for each gate x, y where there is a layer below, m and b. */
    LinkedHashMap<String, Columns> parts() {
        var parts = new LinkedHashMap<String, Columns>();
        for (int gate = 0; gate < GATES.size(); gate++) {
            String name = GATES.get(gate);
            parts.put(name + "x", gate(inputs, gate));
            if (below.isPresent()) {
                parts.put(name + "y", gate(below.get(), gate));
            }
            parts.put(name + "m", gate(recurrent, gate));
            parts.put(name + "b", gate(biases, gate));
        }
        return parts;
    }
}
