package io.inkstream.checkpoint;

import io.inkstream.model.Matrix;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights as {@code torch.nn.LSTM} and {@code torch.nn.Linear} hold them, under their names: for layer k, counted from 0,
 * {@code weight_ih_lk [4*nodes][in]}, {@code weight_hh_lk [4*nodes][nodes]}, {@code bias_ih_lk} and {@code bias_hh_lk [4*nodes]}, the
 * gates in PyTorch's order i f g o; then {@code decoder.weight [vocabulary][layers*nodes]} and {@code decoder.bias [vocabulary]}. A
 * layer above the first reads the character as well as the layer below, and so in is vocabulary + nodes, the character's columns
 * first: each layer is an LSTM of its own to PyTorch. The decoder reads all layers, the lowest first. What PyTorch has no module for, the
 * mixture, stands beside them as it is, under {@code mixture/}.
 */
final class PyTorchLayout {

    private static final Pattern OF_A_LAYER =
            Pattern.compile("(?:.*\\.)?(weight_ih|weight_hh|bias_ih|bias_hh)_l([0-9]{1,3})");

    private static final String DECODER_WEIGHT = "decoder.weight";
    private static final String DECODER_BIAS = "decoder.bias";
    private static final String MIXTURE = "mixture/";

    private PyTorchLayout() {}

    /** Returns copies of the weights. */
    static Map<String, INDArray> of(Parameters weights) {
        var tensors = new LinkedHashMap<String, INDArray>();
        int index = 0;
        for (var layer : weights.layers()) {
            var entering = new ArrayList<>(List.of(layer.inputs()));
            layer.below().ifPresent(entering::add);
            tensors.put("weight_ih_l" + index, transposed(entering));
            tensors.put("weight_hh_l" + index, transposed(List.of(layer.recurrent())));
            tensors.put("bias_ih_l" + index, copy(layer.biases()));
            tensors.put(
                    "bias_hh_l" + index, Nd4j.create(new float[layer.biases().columns()]));
            index++;
        }
        tensors.put(DECODER_WEIGHT, transposed(List.of(weights.output())));
        tensors.put(DECODER_BIAS, copy(weights.outputBiases()));
        if (weights.shape().mixture().exists()) {
            weights.named().forEach((name, tensor) -> {
                if (name.startsWith(MIXTURE)) {
                    tensors.put(name, tensor);
                }
            });
        }
        return tensors;
    }

    private static INDArray copy(Matrix row) {
        return Nd4j.create(row.row(0));
    }

    /** The transpose of matrices below each other. */
    private static INDArray transposed(List<Matrix> matrices) {
        int rows = matrices.stream().mapToInt(Matrix::rows).sum();
        int columns = matrices.get(0).columns();
        var values = new float[rows * columns];
        int row = 0;
        for (var matrix : matrices) {
            float[] from = matrix.elements();
            for (int i = 0; i < matrix.rows(); i++, row++) {
                for (int column = 0; column < columns; column++) {
                    values[column * rows + row] = from[i * columns + column];
                }
            }
        }
        return Nd4j.create(values, new long[] {columns, rows}, 'c');
    }

    /** Whether there is a PyTorch LSTM among these. */
    static boolean isIn(Map<String, INDArray> tensors) {
        return tensors.keySet().stream()
                .anyMatch(name -> OF_A_LAYER.matcher(name).matches());
    }

    /**
     * Reads what {@link #of} gives, and what a PyTorch module saves that has one LSTM of one or more layers, fed with one-hot
     * characters, and one linear layer behind it: the names may have the module's prefixes, and what an ordinary LSTM does not
     * connect (characters and higher layers, lower layers and logits) is zero.
     *
     * @throws IllegalArgumentException naming the array that is missing, of another shape, or not known
     */
    static Parameters read(Map<String, INDArray> tensors) {
        var network = new LinkedHashMap<>(tensors);
        var mixture = new LinkedHashMap<>(tensors);
        mixture.keySet().removeIf(name -> !name.startsWith(MIXTURE));
        network.keySet().removeAll(mixture.keySet());
        if (mixture.isEmpty()) {
            return readNetwork(network);
        }
        var named = readNetwork(network).named();
        named.putAll(mixture);
        return Parameters.named(named);
    }

    private static Parameters readNetwork(Map<String, INDArray> tensors) {
        var byName = new TreeMap<String, INDArray>();
        tensors.forEach((name, tensor) -> {
            var ofALayer = OF_A_LAYER.matcher(name);
            String ours = ofALayer.matches()
                    ? ofALayer.group(1) + "_l" + Integer.parseInt(ofALayer.group(2))
                    : name.endsWith(".weight") ? DECODER_WEIGHT : name.endsWith(".bias") ? DECODER_BIAS : "";
            if (ours.isEmpty() || byName.put(ours, tensor) != null) {
                throw new IllegalArgumentException(
                        "array " + name + " has no place: expected one LSTM (weight_ih_l0,"
                                + " weight_hh_l0, bias_ih_l0, bias_hh_l0 and on) and one linear layer (decoder.weight, decoder.bias)");
            }
        });
        var shape = shape(byName);
        // Both before any memory is taken for as many nodes and characters as one array says.
        int gates = 4 * shape.nodes();
        matrix(byName, "weight_hh_l0", gates, shape.nodes(), shape.nodes());
        matrix(byName, "weight_ih_l0", gates, shape.vocabulary(), shape.vocabulary());
        var weights = Parameters.zeros(shape);
        for (int index = 0; index < shape.layers(); index++) {
            readLayer(byName, shape, index, weights);
        }
        var decoder = matrix(byName, DECODER_WEIGHT, shape.vocabulary(), shape.width(), shape.nodes());
        int read = (int) decoder.size(1);
        put(decoder, 0, read, weights.output(), shape.width() - read);
        weights.outputBiases().assign(vector(byName, DECODER_BIAS, shape.vocabulary()));
        return weights;
    }

    /** Puts columns {@code [from, to)} of an array as rows into a matrix, the first of them as this row. */
    private static void put(INDArray array, int from, int to, Matrix matrix, int row) {
        for (int column = from; column < to; column++) {
            for (int i = 0; i < array.size(0); i++) {
                matrix.elements()[(row + column - from) * matrix.columns() + i] = array.getFloat(i, column);
            }
        }
    }

    private static NetworkShape shape(Map<String, INDArray> byName) {
        int layers = 0;
        while (byName.containsKey("weight_hh_l" + layers)) {
            layers++;
        }
        var recurrent = byName.get("weight_hh_l0");
        var decoder = byName.get(DECODER_WEIGHT);
        if (recurrent == null || recurrent.rank() != 2 || decoder == null || decoder.rank() != 2) {
            throw new IllegalArgumentException("arrays weight_hh_l0 [4*nodes, nodes] and " + DECODER_WEIGHT
                    + " [vocabulary, layers*nodes] must be there; found " + byName.keySet());
        }
        // 4 arrays for each layer and 2 of the decoder: anything else belongs to a layer that is not whole.
        if (byName.size() != 4 * layers + 2) {
            throw new IllegalArgumentException(
                    "each of " + layers + " layers must have weight_ih, weight_hh, bias_ih and"
                            + " bias_hh, and the decoder weight and bias; found " + byName.keySet());
        }
        return new NetworkShape((int) decoder.size(0), (int) recurrent.size(1), layers);
    }

    private static void readLayer(Map<String, INDArray> byName, NetworkShape shape, int index, Parameters weights) {
        var layer = weights.layers().get(index);
        int vocabulary = shape.vocabulary();
        int nodes = shape.nodes();
        int gates = 4 * nodes;
        int without = index == 0 ? vocabulary : nodes;
        int with = index == 0 ? vocabulary : vocabulary + nodes;
        var entering = matrix(byName, "weight_ih_l" + index, gates, with, without);
        int width = (int) entering.size(1);
        if (width == with) {
            put(entering, 0, vocabulary, layer.inputs(), 0);
        }
        layer.below().ifPresent(below -> put(entering, width - nodes, width, below, 0));
        put(matrix(byName, "weight_hh_l" + index, gates, nodes, nodes), 0, nodes, layer.recurrent(), 0);
        float[] biases = vector(byName, "bias_ih_l" + index, gates);
        float[] more = vector(byName, "bias_hh_l" + index, gates);
        for (int i = 0; i < gates; i++) {
            // A negative zero plus zero would be another zero, and another digest.
            biases[i] = more[i] == 0 ? biases[i] : biases[i] + more[i];
        }
        layer.biases().assign(biases);
    }

    private static INDArray matrix(Map<String, INDArray> byName, String name, long rows, long columns, long orColumns) {
        var array = required(byName, name, "[" + rows + ", " + columns + "]");
        boolean fits =
                array.rank() == 2 && array.size(0) == rows && (array.size(1) == columns || array.size(1) == orColumns);
        return requireFit(name, array, fits, List.of(rows, columns));
    }

    private static float[] vector(Map<String, INDArray> byName, String name, long length) {
        var array = required(byName, name, "[" + length + "]");
        return requireFit(name, array, array.rank() == 1 && array.length() == length, List.of(length))
                .dup('c')
                .data()
                .asFloat();
    }

    private static INDArray required(Map<String, INDArray> byName, String name, String shape) {
        var array = byName.get(name);
        if (array == null) {
            throw new IllegalArgumentException("array " + name + " of shape " + shape + " must be there: missing");
        }
        return array;
    }

    private static INDArray requireFit(String name, INDArray array, boolean fits, List<Long> shape) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "array " + name + " must have shape " + shape + ": " + Arrays.toString(array.shape()));
        }
        return array;
    }
}
