package io.inkstream.peers.tensorflow;

import io.inkstream.bench.stand.Material;
import io.inkstream.bench.stand.NetworkSize;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The network as a TensorFlow graph around its fused {@code BlockLSTM}, which takes all unrollings in one operation: one run of a
 * session for a step.
 */
final class TensorFlowNetwork {

    static final String DESCRIPTION = "TensorFlow " + TensorFlow.version();

    /** The order i f c o of the {@link Material} against BlockLSTM's i c f o. */
    private static final int[] GATES = {0, 2, 1, 3};

    final Ops tf;
    final Placeholder<TInt32> ids; // [steps*lanes]
    final List<Layer> layers = new ArrayList<>();
    final Variable output; // [layers*nodes][vocabulary]
    final Variable outputBiases; // [vocabulary]
    final Operand<TFloat32> outputs; // [steps*lanes][layers*nodes]
    final Operand<TFloat32> logits; // [steps*lanes][vocabulary]
    /** What carries the state on. */
    final List<Op> carries = new ArrayList<>();

    private final Graph graph;
    private final NetworkSize size;
    private final int steps;
    private final int lanes;
    private final List<Op> initializers = new ArrayList<>();

    /** A variable and what it was before the step. */
    record Variable(VarHandleOp handle, Operand<TFloat32> value) {}

    /** BlockLSTM's operands and results. */
    record Layer(Variable weights, Variable biases, List<Operand<?>> operands, List<Operand<TFloat32>> results) {
        Operand<TFloat32> cells() {
            return results.get(1);
        }

        Operand<TFloat32> hidden() {
            return results.get(6);
        }
    }

    TensorFlowNetwork(Graph graph, NetworkSize size, int steps, int lanes) {
        this.graph = graph;
        this.tf = Ops.create(graph);
        this.size = size;
        this.steps = steps;
        this.lanes = lanes;
        var material = Material.of(size);
        ids = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of((long) steps * lanes)));
        Operand<TFloat32> rows = tf.reshape(
                tf.oneHot(ids, tf.constant(size.vocabulary()), tf.constant(1f), tf.constant(0f)),
                tf.constant(new int[] {steps, lanes, size.vocabulary()}));
        Operand<TFloat32> below = rows;
        var all = new ArrayList<Operand<TFloat32>>();
        for (var weights : material.layers()) {
            var layer = layer(weights, below);
            layers.add(layer);
            all.add(layer.hidden());
            below = size.layers() == 1 ? rows : tf.concat(List.of(rows, layer.hidden()), tf.constant(2));
        }
        int width = size.layers() * size.nodes();
        output = variable(material.output(), width, size.vocabulary());
        outputBiases = variable(material.outputBiases(), size.vocabulary());
        outputs = tf.reshape(
                all.size() == 1 ? all.get(0) : tf.concat(all, tf.constant(2)),
                tf.constant(new int[] {steps * lanes, width}));
        logits = tf.nn.biasAdd(tf.linalg.matMul(outputs, output.value), outputBiases.value);
    }

    private Layer layer(Material.Layer material, Operand<TFloat32> below) {
        int nodes = size.nodes();
        var inputs = reordered(material.entering(), nodes);
        var recurrent = reordered(material.recurrent(), nodes);
        var both = new float[inputs.length + recurrent.length];
        System.arraycopy(inputs, 0, both, 0, inputs.length);
        System.arraycopy(recurrent, 0, both, inputs.length, recurrent.length);
        var weights = variable(both, both.length / (4L * nodes), 4L * nodes);
        var biases = variable(reordered(material.biases(), nodes), 4L * nodes);
        var cell = variable(new float[lanes * nodes], lanes, nodes);
        var hidden = variable(new float[lanes * nodes], lanes, nodes);
        Operand<TFloat32> noPeephole = tf.constant(new float[nodes]);
        List<Operand<?>> operands = List.of(
                tf.constant((long) steps),
                below,
                cell.value,
                hidden.value,
                weights.value,
                noPeephole,
                noPeephole,
                noPeephole,
                biases.value);
        var builder = tf.scope().opBuilder("BlockLSTM", "BlockLSTM");
        operands.forEach(operand -> builder.addInput(operand.asOutput()));
        var operation = builder.setAttr("forget_bias", 0f)
                .setAttr("cell_clip", -1f)
                .setAttr("use_peephole", false)
                .build();
        var layer = new Layer(weights, biases, operands, results(operation, 7));
        carry(cell, layer.cells());
        carry(hidden, layer.hidden());
        return layer;
    }

    static List<Operand<TFloat32>> results(Operation operation, int count) {
        var results = new ArrayList<Operand<TFloat32>>();
        for (int i = 0; i < count; i++) {
            results.add(operation.<TFloat32>output(i));
        }
        return results;
    }

    private void carry(Variable variable, Operand<TFloat32> after) {
        carries.add(tf.assignVariableOp(variable.handle, tf.gather(after, tf.constant(steps - 1), tf.constant(0))));
    }

    private static float[] reordered(float[] rows, int nodes) {
        var into = new float[rows.length];
        for (int row = 0; row < rows.length; row += 4 * nodes) {
            for (int gate = 0; gate < 4; gate++) {
                System.arraycopy(rows, row + GATES[gate] * nodes, into, row + gate * nodes, nodes);
            }
        }
        return into;
    }

    private Variable variable(float[] start, long... shape) {
        var at = Shape.of(shape);
        var handle = tf.varHandleOp(TFloat32.class, at, VarHandleOp.sharedName("variable" + initializers.size()));
        var values = tf.constant(NdArrays.wrap(at, DataBuffers.of(start, true, false)));
        initializers.add(tf.assignVariableOp(handle, values));
        return new Variable(handle, tf.readVariableOp(handle, TFloat32.class));
    }

    /** A session whose operations share so many threads, with the variables at their start. */
    Session session(int threads) {
        var session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        .setInterOpParallelismThreads(1)
                        .build());
        var runner = session.runner();
        initializers.forEach(runner::addTarget);
        runner.run().close();
        return session;
    }

    static TInt32 tensor(int[][] rows, int from, int to) {
        int lanes = rows[0].length;
        var ids = new int[(to - from) * lanes];
        for (int t = from; t < to; t++) {
            System.arraycopy(rows[t], 0, ids, (t - from) * lanes, lanes);
        }
        return TInt32.tensorOf(Shape.of(ids.length), DataBuffers.of(ids, true, false));
    }
}
