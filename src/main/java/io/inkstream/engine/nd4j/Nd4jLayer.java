package io.inkstream.engine.nd4j;

import io.inkstream.model.Layer;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link Layer} as ND4J's arrays.
 *
 * @param inputs {@code [vocabulary][4*nodes]}
 * @param below {@code [nodes][4*nodes]}; the first layer has none
 * @param recurrent {@code [nodes][4*nodes]}
 * @param biases {@code [1][4*nodes]}
 * @param output weights from the layer's output to the logits, {@code [nodes][vocabulary]}: a view of its rows of the network's
 */
record Nd4jLayer(INDArray inputs, Optional<INDArray> below, INDArray recurrent, INDArray biases, INDArray output) {

    static Nd4jLayer zeros(NetworkShape shape, DataType type, int index, INDArray output) {
        int nodes = shape.nodes();
        long gates = 4L * nodes;
        return new Nd4jLayer(
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
}
