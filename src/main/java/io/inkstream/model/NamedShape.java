package io.inkstream.model;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The size of a network as arrays under the tutorial's names have it. */
final class NamedShape {

    /** So many elements can be taken without a look. */
    private static final double SMALL = 1 << 20;

    private NamedShape() {}

    /**
     * Returns what the number of arrays and the shape of {@code w} say.
     *
     * @param prefix what the names begin with
     * @throws IllegalArgumentException naming the array that says nothing sensible
     */
    static NetworkShape of(String prefix, Map<String, INDArray> byName) {
        int layers = 1;
        while (byName.containsKey(prefix + Parameters.layer(layers) + "ix")) {
            layers++;
        }
        var output = byName.get(prefix + "w");
        if (output == null || output.rank() != 2) {
            throw new IllegalArgumentException("array " + prefix + "w of shape [nodes, vocabulary] must be there: "
                    + (output == null ? "missing" : "rank " + output.rank()));
        }
        if (output.size(0) % layers != 0) {
            throw new IllegalArgumentException("array " + prefix + "w must have a row for each node of " + layers
                    + " layers of one size: " + output.size(0));
        }
        return new NetworkShape(
                (int) output.size(1), (int) output.size(0) / layers, layers, MixtureTensors.size(prefix, byName));
    }

    /**
     * To be asked before memory is taken: {@code w} alone may speak of more nodes than a machine can hold. Where an array or two are
     * missing or short, they are better named.
     *
     * @throws IllegalArgumentException if all arrays together have far fewer elements than such a network
     */
    static void requireEnough(String prefix, NetworkShape shape, Map<String, INDArray> byName) {
        double nodes = shape.nodes();
        double wanted = shape.layers() * 4 * nodes * (shape.vocabulary() + nodes + 1)
                + (shape.layers() - 1) * 4 * nodes * nodes
                + (shape.width() + 1.0) * shape.vocabulary();
        double there = byName.entrySet().stream()
                .filter(array -> array.getKey().startsWith(prefix))
                .mapToDouble(array -> array.getValue().length())
                .sum();
        if (wanted > SMALL && there < wanted / 16) {
            throw new IllegalArgumentException("arrays of " + shape + ", as array " + prefix + "w says, must have "
                    + (long) wanted + " elements together: " + (long) there);
        }
    }
}
