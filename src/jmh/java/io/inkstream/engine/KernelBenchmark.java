package io.inkstream.engine;

import io.inkstream.kernels.Block;
import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.ScalarKernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.learn.Adam;
import io.inkstream.learn.Optimizer;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import io.inkstream.text.Vocabulary;
import io.inkstream.write.Recent;
import io.inkstream.write.Sampler;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** What a step of training and a character of writing are made of, each by itself, on one thread, of either provider of kernels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=" + Kernels.VECTORS)
public class KernelBenchmark {

    private static final int LANES = 32;
    private static final int VOCABULARY = 27;

    @Param({"64", "96", "512"})
    private int nodes;

    @Param({"vector", "scalar"})
    private String provider;

    private Kernels kernels;
    private float[] outputs; // [32][nodes]
    private float[] weights; // [nodes][4*nodes]
    private float[] gates; // [32][4*nodes]
    private float[] cells; // [32][nodes]
    private float[] squashed; // [32][nodes]
    private float[] columns; // [27][32]
    private float[] largest; // [32]
    private float[] sums; // [32]
    private Engine engine;
    private Parameters parameters;
    private Parameters gradients;
    private Adam adam;
    private io.inkstream.model.State batch;
    private io.inkstream.model.State lanes;
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
        kernels = provider.equals("scalar") ? new ScalarKernels() : Kernels.best();
        if (!kernels.name().equals(provider)) {
            throw new IllegalStateException("this JVM has no provider " + provider + " of kernels: " + kernels.name());
        }
        outputs = floats(LANES * nodes, random);
        weights = floats(nodes * 4 * nodes, random);
        gates = floats(LANES * 4 * nodes, random);
        cells = floats(LANES * nodes, random);
        squashed = new float[LANES * nodes];
        columns = floats(VOCABULARY * LANES, random);
        largest = new float[LANES];
        sums = new float[LANES];
        var shape = new NetworkShape(VOCABULARY, nodes, 1);
        engine = new PortableEngine(kernels, 1);
        parameters = Parameters.truncatedNormal(shape, 0, 0.1, random);
        gradients = Parameters.truncatedNormal(shape, 0, 0.001, random);
        adam = new Adam(shape);
        batch = io.inkstream.model.State.zeros(64, nodes);
        lanes = io.inkstream.model.State.zeros(16, nodes);
        text = new int[11][64];
        for (int[] ids : text) {
            Arrays.setAll(ids, lane -> random.nextInt(VOCABULARY));
        }
        characters = Arrays.copyOf(text[0], 16);
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

    /** The product of an unrolling: [32 lanes][nodes] × [nodes][4*nodes]. */
    @Benchmark
    public Object product() {
        kernels.addProduct(
                Block.rows(outputs, nodes),
                Block.rows(weights, 4 * nodes),
                Block.rows(gates, 4 * nodes),
                LANES,
                nodes,
                4 * nodes);
        return gates;
    }

    /** The cells of 32 lanes. */
    @Benchmark
    public Object cell() {
        for (int lane = 0; lane < LANES; lane++) {
            int at = lane * nodes;
            kernels.cell(gates, 4 * at, cells, at, cells, at, squashed, at, outputs, at, nodes);
        }
        return outputs;
    }

    /** Soft-max over 27 characters of 32 columns. */
    @Benchmark
    public Object softmax() {
        kernels.softmaxColumns(columns, VOCABULARY, LANES, 0, LANES, 1, largest, sums);
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
        adam.update(parameters, gradients, new Optimizer.Step(1, 1e-6, step++), WorkerPool.alone());
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
    }
}
