package io.inkstream.lstm;

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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network's parameters, or anything of the same shapes: gradients, an optimizer's moments. Each layer reads the character and
 * the output of the layer below, and all layers' outputs lead to the logits, to which a table of contexts may add. The arrays are row-major and live outside the
 * heap; they are handed out as they are, and whoever writes to them writes to these parameters. To ask for an array counts as a
 * change ({@link #version()}): who keeps one and writes to it later asks for it again. Not for use by two threads at once.
 */
public final class Parameters {

    static final String CONTEXTS = "contexts";

    private final NetworkShape shape;
    private final INDArray output; // [layers*nodes][vocabulary]
    private final INDArray outputBiases; // [1][vocabulary]
    private final List<INDArray> arrays;
    private final Optional<ContextTable> contexts;
    private long version;

    /** The arrays for those who only read them. */
    record Read(List<Layer> layers, INDArray output, INDArray outputBiases) {}

    private final Read read;

    private Parameters(NetworkShape shape, DataType type) {
        this.shape = shape;
        this.output = Tensors.zeros(type, shape.width(), shape.vocabulary());
        this.outputBiases = Tensors.zeros(type, 1, shape.vocabulary());
        var layers = new ArrayList<Layer>();
        var all = new ArrayList<INDArray>();
        for (int index = 0; index < shape.layers(); index++) {
            var layer = Layer.zeros(shape, type, index, output);
            layers.add(layer);
            all.addAll(layer.own());
        }
        all.add(output);
        all.add(outputBiases);
        this.arrays = List.copyOf(all);
        this.contexts = shape.contexts().exist()
                ? Optional.of(new ContextTable(shape.vocabulary(), shape.contexts()))
                : Optional.empty();
        this.read = new Read(List.copyOf(layers), output, outputBiases);
    }

    /**
     * Returns zeros.
     *
     * @throws IllegalArgumentException if the type is neither FLOAT nor DOUBLE
     */
    public static Parameters zeros(NetworkShape shape, DataType type) {
        return new Parameters(shape, type);
    }

    /**
     * Returns the tutorial's starting weights in float32: {@code tf.truncated_normal}, that is a normal distribution whose
     * draws beyond two deviations from the mean are drawn again; biases are zero. Drawn array by array in the tutorial's order,
     * each row by row.
     *
     * @param random {@link Random}, whose sequence its documentation fixes
     */
    public static Parameters truncatedNormal(NetworkShape shape, double mean, double deviation, Random random) {
        var parameters = zeros(shape, DataType.FLOAT);
        parameters.views().forEach((name, view) -> {
            if (!name.endsWith("b")) {
                for (long row = 0; row < view.rows(); row++) {
                    for (long column = 0; column < view.columns(); column++) {
                        view.putScalar(row, column, mean + deviation * withinTwoDeviations(random));
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
     * names are ignored. Shape and type are those of {@code w}.
     *
     * @throws IllegalArgumentException naming the array that is missing or has another shape than it should
     */
    public static Parameters named(Map<String, INDArray> byName) {
        return named("", byName);
    }

    /** As {@link #named(Map)}, of arrays whose names start with a prefix. */
    static Parameters named(String prefix, Map<String, INDArray> byName) {
        var shape = NamedShape.of(prefix, byName);
        NamedShape.requireEnough(prefix, shape, byName);
        var parameters = zeros(shape, byName.get(prefix + "w").dataType());
        parameters.views().forEach((name, view) -> {
            var array = Tensors.requireShape(
                    prefix + name,
                    byName.get(prefix + name),
                    asNamed(name, view).shape());
            view.assign(array.rank() == 1 ? array.reshape(1, array.length()) : array);
        });
        parameters.contexts.ifPresent(table -> table.logits(byName.get(prefix + CONTEXTS)));
        return parameters;
    }

    /**
     * Returns the size of the network that such arrays are of, as their number and the shape of {@code w} say.
     *
     * @throws IllegalArgumentException naming the array that says nothing sensible
     */
    public static NetworkShape shapeOf(Map<String, INDArray> byName) {
        return NamedShape.of("", byName);
    }

    /**
     * Returns copies by the tutorial's names and in its order: {@code ix im ib fx fm fb cx cm cb ox om ob w b}. For each gate
     * x is {@code [vocabulary][nodes]}, m {@code [nodes][nodes]} and b {@code [1][nodes]}; w is {@code [layers*nodes][vocabulary]}
     * and b {@code [vocabulary]}. The names of a further layer begin with its number, counted from 1, and a slash; it has y as well,
     * {@code [nodes][nodes]}, from the output of the layer below: {@code 2/ix 2/iy 2/im 2/ib} and on. At last {@code contexts}, if there
     * are any, {@code [length][2^bits]}.
     */
    public LinkedHashMap<String, INDArray> named() {
        var named = new LinkedHashMap<String, INDArray>();
        views().forEach((name, view) -> named.put(name, Tensors.copy(asNamed(name, view))));
        contexts.ifPresent(table -> named.put(CONTEXTS, table.logits()));
        return named;
    }

    /** The tutorial's output bias alone has one dimension. */
    private static INDArray asNamed(String name, INDArray view) {
        return name.equals("b") ? view.reshape(view.length()) : view;
    }

    private LinkedHashMap<String, INDArray> views() {
        var views = new LinkedHashMap<String, INDArray>();
        for (int index = 0; index < shape.layers(); index++) {
            String prefix = layer(index);
            read.layers.get(index).views().forEach((name, view) -> views.put(prefix + name, view));
        }
        views.put("w", output);
        views.put("b", outputBiases);
        return views;
    }

    /** What the names of a layer's arrays begin with. */
    static String layer(int index) {
        return index == 0 ? "" : index + 1 + "/";
    }

    public NetworkShape shape() {
        return shape;
    }

    /** Returns FLOAT or DOUBLE. */
    public DataType type() {
        return output.dataType();
    }

    /** Returns the layers, the lowest first. */
    public List<Layer> layers() {
        version++;
        return read.layers;
    }

    /** Returns the weights from all layers' outputs to logits, {@code [layers*nodes][vocabulary]}. */
    public INDArray output() {
        version++;
        return output;
    }

    /** Returns the biases of the logits, {@code [1][vocabulary]}. */
    public INDArray outputBiases() {
        version++;
        return outputBiases;
    }

    /** Returns the fused arrays: layer by layer inputs, below, recurrent and biases, then output and output biases. */
    public List<INDArray> arrays() {
        version++;
        return arrays;
    }

    /** Returns the table of contexts, which is in no {@link #arrays()}, {@link #scale} and {@link #globalNorm}. */
    Optional<ContextTable> contexts() {
        return contexts;
    }

    /** Returns the arrays to be read. */
    Read read() {
        return read;
    }

    /** Returns a number that is another after every change: an engine keeps copies in another form. */
    long version() {
        return version;
    }

    public Parameters copy() {
        var copy = zeros(shape, type());
        copy.assign(this);
        return copy;
    }

    /**
     * Takes over the values of others, converted to this type.
     *
     * @throws IllegalArgumentException if they have another shape
     */
    public void assign(Parameters others) {
        if (!shape.equals(others.shape)) {
            throw new IllegalArgumentException("parameters must be of " + shape + ": " + others.shape);
        }
        for (int i = 0; i < arrays.size(); i++) {
            arrays().get(i).assign(others.arrays.get(i));
        }
        contexts.ifPresent(table -> table.assign(others.contexts.orElseThrow()));
    }

    /** Multiplies every element. */
    public void scale(double factor) {
        arrays().forEach(array -> Tensors.scale(factor, array));
    }

    /** Returns the square root of the sum of squares ({@code tf.global_norm}), summed in double in a fixed order. */
    public double globalNorm() {
        double sum = 0;
        for (var array : arrays) {
            sum += Tensors.sumOfSquares(array);
        }
        return Math.sqrt(sum);
    }

    /** Returns the SHA-256 of the arrays of {@link #named()} in its order, as float32, little-endian; lower-case hex. */
    public String sha256() {
        var digest = sha256Digest();
        views().values().forEach(view -> add(Tensors.floats(view), digest));
        contexts.ifPresent(table -> add(table.values(), digest));
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

    /** Frees the memory now rather than when the garbage collector finds it; nothing may be read afterwards. */
    public void close() {
        arrays().forEach(INDArray::close);
    }
}
