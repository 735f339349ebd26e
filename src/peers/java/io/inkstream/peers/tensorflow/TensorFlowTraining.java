package io.inkstream.peers.tensorflow;

import io.inkstream.bench.stand.Material;
import io.inkstream.bench.stand.NetworkSize;
import io.inkstream.bench.stand.Stand;
import io.inkstream.bench.stand.Trainee;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** TensorFlow as a trainee: forward, backward by {@code BlockLSTMGrad} and the update are one graph, and a step one run of it. */
final class TensorFlowTraining implements Trainee {

    private final Graph graph = new Graph();
    private final TensorFlowNetwork network;
    private final Placeholder<TInt32> targets;
    private final Operand<TFloat32> loss;
    private final List<Op> updates = new ArrayList<>();
    private final Session session;

    /** A variable and its gradient. */
    private record Learned(TensorFlowNetwork.Variable variable, Operand<TFloat32> gradient) {}

    private TensorFlowTraining(Stand.Setup setup) {
        var size = setup.size();
        network = new TensorFlowNetwork(graph, size, size.unrollings(), size.batch());
        var tf = network.tf;
        targets = tf.placeholder(TInt32.class);
        var entropy = tf.nn.sparseSoftmaxCrossEntropyWithLogits(network.logits, targets);
        int rows = size.unrollings() * size.batch();
        loss = tf.math.div(tf.reduceSum(entropy.loss(), tf.constant(0)), tf.constant((float) rows));
        update(tf, gradients(tf, tf.math.mul(entropy.backprop(), tf.constant(1f / rows)), size));
        session = network.session(setup.threads());
    }

    private List<Learned> gradients(Ops tf, Operand<TFloat32> byLogits, NetworkSize size) {
        var learned = new ArrayList<Learned>();
        learned.add(new Learned(network.output, tf.linalg.matMul(network.outputs, byLogits, MatMul.transposeA(true))));
        learned.add(new Learned(network.outputBiases, tf.reduceSum(byLogits, tf.constant(0))));
        int nodes = size.nodes();
        var shape = tf.constant(new int[] {size.unrollings(), size.batch(), nodes});
        Operand<TFloat32> byOutputs = tf.reshape(
                tf.linalg.matMul(byLogits, network.output.value(), MatMul.transposeB(true)),
                tf.constant(new int[] {size.unrollings(), size.batch(), size.layers() * nodes}));
        Operand<TFloat32> noCells = tf.fill(shape, tf.constant(0f));
        Operand<TFloat32> fromAbove = null;
        for (int i = network.layers.size() - 1; i >= 0; i--) {
            var layer = network.layers.get(i);
            Operand<TFloat32> byHidden = size.layers() == 1 ? byOutputs : part(tf, byOutputs, i * nodes, shape);
            byHidden = fromAbove == null ? byHidden : tf.math.add(byHidden, fromAbove);
            var builder = tf.scope().opBuilder("BlockLSTMGrad", "BlockLSTMGrad");
            layer.operands().forEach(operand -> builder.addInput(operand.asOutput()));
            layer.results().forEach(result -> builder.addInput(result.asOutput()));
            var operation = builder.addInput(noCells.asOutput())
                    .addInput(byHidden.asOutput())
                    .setAttr("use_peephole", false)
                    .build();
            var by = TensorFlowNetwork.results(operation, 8);
            fromAbove = i == 0 ? null : part(tf, by.get(0), size.vocabulary(), shape);
            learned.add(new Learned(layer.weights(), by.get(3)));
            learned.add(new Learned(layer.biases(), by.get(7)));
        }
        return learned;
    }

    /** A layer's columns. */
    private static Operand<TFloat32> part(Ops tf, Operand<TFloat32> of, int from, Operand<TInt32> shape) {
        return tf.slice(of, tf.constant(new int[] {0, 0, from}), shape);
    }

    private void update(Ops tf, List<Learned> learned) {
        Operand<TFloat32> squares = tf.constant(0f);
        for (var one : learned) {
            squares = tf.math.add(squares, tf.nn.l2Loss(one.gradient));
        }
        var clip = tf.constant(Material.CLIP_NORM);
        var norm = tf.math.sqrt(tf.math.mul(squares, tf.constant(2f)));
        var rate = tf.math.mul(tf.math.div(clip, tf.math.maximum(norm, clip)), tf.constant(Material.LEARNING_RATE));
        for (var one : learned) {
            updates.add(tf.train.resourceApplyGradientDescent(one.variable.handle(), rate, one.gradient));
        }
    }

    public static void main(String[] arguments) throws IOException {
        var setup = Stand.setup(arguments);
        try (var trainee = new TensorFlowTraining(setup)) {
            Stand.serve(trainee, setup.size());
        }
    }

    @Override
    public String description() {
        return TensorFlowNetwork.DESCRIPTION;
    }

    @Override
    public double step(int[][] batches) {
        int steps = batches.length - 1;
        try (var read = TensorFlowNetwork.tensor(batches, 0, steps);
                var following = TensorFlowNetwork.tensor(batches, 1, steps + 1)) {
            var runner = session.runner()
                    .feed(network.ids, read)
                    .feed(targets, following)
                    .fetch(loss);
            network.carries.forEach(runner::addTarget);
            updates.forEach(runner::addTarget);
            try (var result = runner.run()) {
                return ((TFloat32) result.get(0)).getFloat();
            }
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
