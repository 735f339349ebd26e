package io.inkstream.lstm;

import io.inkstream.lstm.RowProduct.Range;
import io.inkstream.text.Vocabulary;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a step of training and a character of writing are made of, each by itself, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {

    private static final int LANES = FastEngine.LANES;
    private static final int VOCABULARY = 27;

    @Param({"64", "512"})
    private int nodes;

    private GateBlocks weights;
    private OffHeap outputs;
    private OffHeap products;
    private float[] cells;
    private float[] halves;
    private float[][] rows;
    private float[] outputRows;
    private float[][] columns;
    private float[][] matrix;
    private float[][] into;
    private FastEngine engine;
    private Parameters parameters;
    private Parameters gradients;
    private Adam adam;
    private io.inkstream.lstm.State batch;
    private io.inkstream.lstm.State lanes;
    private int[][] text;
    private int[] characters;
    private float[] logits;
    private Recent recent;
    private Sampler sampler;
    private Vocabulary vocabulary;
    private long step;

    /** Random numbers of a seed, of the size that they have in training. */
    @Setup
    public void prepare() {
        var random = new Random(1);
        weights = new GateBlocks(nodes);
        for (int gate = 0; gate < 4; gate++) {
            for (int column = 0; column < nodes; column += GateBlocks.COLUMNS) {
                weights.put(gate, 0, column, floats(nodes * GateBlocks.COLUMNS, random), nodes * GateBlocks.COLUMNS);
            }
        }
        outputRows = floats(nodes * LANES, random);
        outputs = new OffHeap(outputRows.length);
        outputs.put(0, outputRows, 0, outputRows.length);
        products = new OffHeap(4L * outputRows.length);
        cells = floats(nodes * LANES, random);
        halves = new float[cells.length];
        java.util.Arrays.fill(halves, 0.5f);
        rows = new float[LANES][];
        for (int lane = 0; lane < LANES; lane++) {
            rows[lane] = floats(nodes, random);
        }
        columns = new float[nodes][LANES];
        matrix = new float[nodes][];
        java.util.Arrays.setAll(matrix, row -> floats(4 * nodes, random));
        into = new float[LANES][4 * nodes];
        var shape = new NetworkShape(VOCABULARY, nodes, 1);
        engine = new FastEngine(1);
        parameters = Parameters.truncatedNormal(shape, 0, 0.1, random);
        gradients = Parameters.truncatedNormal(shape, 0, 0.001, random);
        adam = new Adam(shape, DataType.FLOAT);
        batch = io.inkstream.lstm.State.zeros(64, nodes, DataType.FLOAT);
        lanes = io.inkstream.lstm.State.zeros(16, nodes, DataType.FLOAT);
        text = new int[11][64];
        for (int[] ids : text) {
            java.util.Arrays.setAll(ids, lane -> random.nextInt(VOCABULARY));
        }
        characters = java.util.Arrays.copyOf(text[0], 16);
        logits = floats(VOCABULARY, random);
        recent = new Recent(new byte[0]);
        sampler = Sampler.at(1);
        vocabulary = Vocabulary.named("text8");
    }

    private static float[] floats(int length, Random random) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() / 10;
        }
        return values;
    }

    /** The products of an unrolling, one for each gate: [32 lanes][nodes] × [nodes][nodes]. */
    @Benchmark
    public void product() {
        for (int gate = 0; gate < 4; gate++) {
            weights.multiply(
                    outputs.matrix(0, nodes), gate, products.matrix((long) gate * LANES * nodes, nodes), LANES, 0);
        }
    }

    /** The same as the engine portable has it: [32 lanes][nodes] × [nodes][4*nodes]. */
    @Benchmark
    public Object rowProduct() {
        RowProduct.add(rows, matrix, into, Range.first(LANES), Range.first(nodes), Range.first(4 * nodes));
        return into;
    }

    /** One gate of 32 lanes. */
    @Benchmark
    public float[] sigmoid() {
        Activations.tanhScaled(cells, halves, cells.length);
        return cells;
    }

    /** Rows of 32 lanes into columns, as the engine portable needs both. */
    @Benchmark
    public Object columns() {
        Columns.toColumns(outputRows, nodes, columns, 0, LANES);
        return columns;
    }

    /** A whole step of training: 64 lanes, 10 unrollings. */
    @Benchmark
    public double learn() {
        return engine.learn(parameters, batch, text, gradients);
    }

    /** An update of all weights. */
    @Benchmark
    public long update() {
        adam.update(parameters, gradients, 1e-6, step++);
        return step;
    }

    /** A character of 16 lanes. */
    @Benchmark
    public Object predict() {
        return engine.predict(parameters, lanes, characters);
    }

    /** A draw from 27 logits, and how surprising it was. */
    @Benchmark
    public double draw() {
        var softmax = Softmax.of(logits);
        return softmax.surprise(sampler.draw(softmax, vocabulary.continuation(), recent, 0.7));
    }

    @TearDown
    public void close() {
        engine.close();
        weights.close();
        outputs.close();
        products.close();
    }
}
