package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of one layer. The four gates are fused in the order i f c o (input, forget, update, output), so that one product
 * serves them all.
 *
 * @param inputs weights by which a character enters the gates, {@code [vocabulary][4*nodes]}
 * @param below weights by which the output of the layer below enters them, {@code [nodes][4*nodes]}; the first layer has none
 * @param recurrent weights by which the layer's own output before enters them, {@code [nodes][4*nodes]}
 * @param biases of the gates, {@code [1][4*nodes]}
 * @param output weights from the layer's output to the logits, {@code [nodes][vocabulary]}: a view of its rows of the network's
 */
public record Layer(INDArray inputs, Optional<INDArray> below, INDArray recurrent, INDArray biases, INDArray output) {

    private static final List<String> GATES = List.of("i", "f", "c", "o");

    static Layer zeros(NetworkShape shape, DataType type, int index, INDArray output) {
        int nodes = shape.nodes();
        long gates = 4L * nodes;
        return new Layer(
                Tensors.zeros(type, shape.vocabulary(), gates),
                index == 0 ? Optional.empty() : Optional.of(Tensors.zeros(type, nodes, gates)),
                Tensors.zeros(type, nodes, gates),
                Tensors.zeros(type, 1, gates),
                Tensors.rows(output, (long) index * nodes, (index + 1L) * nodes));
    }

    /** The arrays that are the layer's own: all but the view. */
    List<INDArray> own() {
        var own = new ArrayList<INDArray>();
        own.add(inputs);
        below.ifPresent(own::add);
        own.add(recurrent);
        own.add(biases);
        return own;
    }

    /** Returns a gate's biases as a view, {@code [1][nodes]}: 0 input, 1 forget, 2 update, 3 output. */
    INDArray biases(int gate) {
        return gate(biases, gate);
    }

    private static INDArray gate(INDArray fused, int gate) {
        long nodes = fused.size(1) / 4;
        return Tensors.columns(fused, gate * nodes, (gate + 1) * nodes);
    }

    /** Views by the tutorial's names and in its order: for each gate x, y where there is a layer below, m and b. */
    LinkedHashMap<String, INDArray> views() {
        var views = new LinkedHashMap<String, INDArray>();
        for (int gate = 0; gate < GATES.size(); gate++) {
            String name = GATES.get(gate);
            views.put(name + "x", gate(inputs, gate));
            if (below.isPresent()) {
                views.put(name + "y", gate(below.get(), gate));
            }
            views.put(name + "m", gate(recurrent, gate));
            views.put(name + "b", gate(biases, gate));
        }
        return views;
    }
}
