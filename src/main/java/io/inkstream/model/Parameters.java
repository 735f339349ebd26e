package io.inkstream.model;

import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.mixture.Mixture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network's parameters in float32, or anything of the same shapes: gradients, an optimizer's moments. Each layer reads the character
 * and the output of the layer below, and all layers' outputs lead to the logits, and a mixture may have its say in what comes next. The matrices are
 * handed out as they are: whoever writes to them writes to these parameters. Not for use by two threads at once.
 */
public final class Parameters {

    private final NetworkShape shape;
    private final List<Layer> layers;
    private final Matrix output; // [layers*nodes][vocabulary]
    private final Matrix outputBiases; // [1][vocabulary]
    private final List<Matrix> matrices;
    private final Optional<Mixture> mixture;

    private Parameters(NetworkShape shape) {
        this.shape = shape;
        output = Matrix.zeros(shape.width(), shape.vocabulary());
        outputBiases = Matrix.zeros(1, shape.vocabulary());
        var some = new ArrayList<Layer>();
        var all = new ArrayList<Matrix>();
        for (int index = 0; index < shape.layers(); index++) {
            var layer = Layer.zeros(shape, index);
            some.add(layer);
            all.addAll(layer.matrices());
        }
        all.add(output);
        all.add(outputBiases);
        layers = List.copyOf(some);
        matrices = List.copyOf(all);
        mixture = shape.mixture().exists() ? Optional.of(new Mixture(shape.mixture())) : Optional.empty();
    }

    /** Returns zeros. */
    public static Parameters zeros(NetworkShape shape) {
        return new Parameters(shape);
    }

    /**
     * Returns the tutorial's starting weights: {@code tf.truncated_normal}, that is a normal distribution whose draws beyond two
     * deviations from the mean are drawn again; biases are zero. Drawn array by array in the tutorial's order, each row by row.
     *
     * @param random {@link Random}, whose sequence its documentation fixes
     */
    public static Parameters truncatedNormal(NetworkShape shape, double mean, double deviation, Random random) {
        var parameters = zeros(shape);
        parameters.parts().forEach((name, part) -> {
            if (!name.endsWith("b")) {
                for (int row = 0; row < part.rows(); row++) {
                    for (int column = 0; column < part.count(); column++) {
                        part.set(row, column, (float) (mean + deviation * withinTwoDeviations(random)));
                    }
                }
            }
        });
        return parameters;
    }

    private static double withinTwoDeviations(Random random) {
        double drawn;
        do {
            drawn = random.nextGaussian();
        } while (Math.abs(drawn) > 2);
        return drawn;
    }

    /**
     * Returns parameters of arrays by the tutorial's names, as {@link #named()} gives them. The arrays are copied; other
     * names are ignored. The shape is that of {@code w}.
     *
     * @throws IllegalArgumentException naming the array that is missing or has another shape than it should
     */
    public static Parameters named(Map<String, INDArray> byName) {
        return named("", byName);
    }

    /** As {@link #named(Map)}, of arrays whose names start with a prefix. */
    public static Parameters named(String prefix, Map<String, INDArray> byName) {
        var shape = NamedShape.of(prefix, byName);
        NamedShape.requireEnough(prefix, shape, byName);
        var parameters = zeros(shape);
        parameters.parts().forEach((name, part) -> {
            var array = Tensors.requireShape(prefix + name, byName.get(prefix + name), dimensions(name, part));
            part.assign(Tensors.floats(array));
        });
        parameters.mixture.ifPresent(table -> MixtureTensors.restore(table, prefix, byName));
        return parameters;
    }

    /** Returns the size of the network that arrays under the tutorial's names are of. */
    public static NetworkShape shapeOf(Map<String, INDArray> byName) {
        return NamedShape.of("", byName);
    }

    /**
     * Returns copies by the tutorial's names and in its order: {@code ix im ib fx fm fb cx cm cb ox om ob w b}. For each gate
     * x is {@code [vocabulary][nodes]}, m {@code [nodes][nodes]} and b {@code [1][nodes]}; w is {@code [layers*nodes][vocabulary]}
     * and b {@code [vocabulary]}. The names of a further layer begin with its number, counted from 1, and a slash; it has y as well,
     * {@code [nodes][nodes]}, from the output of the layer below: {@code 2/ix 2/iy 2/im 2/ib} and on. At last what the mixture has learned, if there is one, under
     * {@code mixture/}.
     */
    public LinkedHashMap<String, INDArray> named() {
        var named = new LinkedHashMap<String, INDArray>();
        parts().forEach((name, part) -> named.put(name, Tensors.of(part.copy(), dimensions(name, part))));
        mixture.ifPresent(table -> named.putAll(MixtureTensors.of(table)));
        return named;
    }

    /** The tutorial's output bias alone has one dimension. */
    private static long[] dimensions(String name, Columns part) {
        return name.equals("b") ? new long[] {part.count()} : new long[] {part.rows(), part.count()};
    }

    private LinkedHashMap<String, Columns> parts() {
        var parts = new LinkedHashMap<String, Columns>();
        for (int index = 0; index < shape.layers(); index++) {
            String prefix = layer(index);
            layers.get(index).parts().forEach((name, part) -> parts.put(prefix + name, part));
        }
        parts.put("w", Columns.all(output));
        parts.put("b", Columns.all(outputBiases));
        return parts;
    }

    /** What the names of a layer's arrays begin with. */
    static String layer(int index) {
        return index == 0 ? "" : index + 1 + "/";
    }

    public NetworkShape shape() {
        return shape;
    }

    /** Returns the layers, the lowest first. */
    public List<Layer> layers() {
        return layers;
    }

    /** Returns the weights from all layers' outputs to logits, {@code [layers*nodes][vocabulary]}. */
    public Matrix output() {
        return output;
    }

    /** Returns the biases of the logits, {@code [1][vocabulary]}. */
    public Matrix outputBiases() {
        return outputBiases;
    }

    /** Returns all matrices: layer by layer inputs, below, recurrent and biases, then output and output biases. */
    public List<Matrix> matrices() {
        return matrices;
    }

    /** Returns the mixture, which is in no {@link #matrices()} and {@link #globalNorm}. */
    public Optional<Mixture> mixture() {
        return mixture;
    }

    public Parameters copy() {
        var copy = zeros(shape);
        copy.assign(this);
        return copy;
    }

    /**
     * Takes over the values of others.
     *
     * @throws IllegalArgumentException if they have another shape
     */
    public void assign(Parameters others) {
        if (!shape.equals(others.shape)) {
            throw new IllegalArgumentException("parameters must be of " + shape + ": " + others.shape);
        }
        assignNetwork(others);
        mixture.ifPresent(table -> table.assign(others.mixture.orElseThrow().arrays()));
    }

    /** Takes over the network of others of this size, and leaves the mixture. */
    public void assignNetwork(Parameters others) {
        for (int i = 0; i < matrices.size(); i++) {
            matrices.get(i).assign(others.matrices.get(i));
        }
    }

    /** Returns the square root of the sum of squares ({@code tf.global_norm}), summed in double in a fixed order. */
    public double globalNorm() {
        return globalNorm(WorkerPool.alone());
    }

    /** The same, the matrices shared out among workers. */
    public double globalNorm(WorkerPool workers) {
        var sums = new double[matrices.size()];
        workers.run(
                sums.length,
                i -> sums[i] = Kernels.best().sumOfSquares(matrices.get(i).elements()));
        double sum = 0;
        for (double ofMatrix : sums) {
            sum += ofMatrix;
        }
        return Math.sqrt(sum);
    }

    /** Returns the SHA-256 of the arrays of {@link #named()} in its order, as float32 or int32, little-endian; lower-case hex. */
    public String sha256() {
        var digest = sha256Digest();
        parts().values().forEach(part -> add(part.copy(), digest));
        mixture.ifPresent(table -> table.arrays().addTo(digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(float[] values, MessageDigest digest) {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes);
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform must have SHA-256", impossible);
        }
    }
}
