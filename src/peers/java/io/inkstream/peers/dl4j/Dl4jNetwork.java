package io.inkstream.peers.dl4j;

import io.inkstream.bench.stand.Material;
import io.inkstream.bench.stand.NetworkSize;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The network as DL4J's {@code MultiLayerNetwork}. Its loss is a sum over the unrollings, so its learning rate is less by as much. */
final class Dl4jNetwork {

    static final String DESCRIPTION = "DL4J 1.0.0-M2.1";

    /** The order i f c o of the {@link Material} against DL4J's c f o i. */
    private static final int[] GATES = {2, 1, 3, 0};

    private Dl4jNetwork() {}

    static MultiLayerNetwork of(NetworkSize size) {
        if (size.layers() > 1) {
            throw new IllegalArgumentException(
                    "DL4J's MultiLayerNetwork has no connections past a layer: 1 layer is measured, not "
                            + size.layers());
        }
        int nodes = size.nodes();
        var list = new NeuralNetConfiguration.Builder()
                .updater(new Sgd(Material.LEARNING_RATE / size.unrollings()))
                .list();
        for (int i = 0; i < size.layers(); i++) {
            list.layer(new LSTM.Builder()
                    .nIn(i == 0 ? size.vocabulary() : nodes)
                    .nOut(nodes)
                    .activation(Activation.TANH)
                    .gateActivationFunction(Activation.SIGMOID)
                    .build());
        }
        list.layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nIn(nodes)
                .nOut(size.vocabulary())
                .activation(Activation.SOFTMAX)
                .build());
        var network = new MultiLayerNetwork(list.backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(size.unrollings())
                .build());
        network.init();
        var material = Material.of(size);
        for (int i = 0; i < size.layers(); i++) {
            var layer = material.layers()[i];
            network.setParam(i + "_W", gates(layer.inputs(), nodes));
            network.setParam(i + "_RW", gates(layer.recurrent(), nodes));
            network.setParam(i + "_b", gates(layer.biases(), nodes));
        }
        network.setParam(
                size.layers() + "_W", Nd4j.create(material.output(), new long[] {nodes, size.vocabulary()}, 'c'));
        network.setParam(
                size.layers() + "_b", Nd4j.create(material.outputBiases(), new long[] {1, size.vocabulary()}, 'c'));
        return network;
    }

    private static INDArray gates(float[] rows, int nodes) {
        var into = new float[rows.length];
        for (int row = 0; row < rows.length; row += 4 * nodes) {
            for (int gate = 0; gate < 4; gate++) {
                System.arraycopy(rows, row + GATES[gate] * nodes, into, row + gate * nodes, nodes);
            }
        }
        return Nd4j.create(into, new long[] {rows.length / (4L * nodes), 4L * nodes}, 'c');
    }

    /** One-hot columns, {@code [lanes][vocabulary][steps]}. */
    static INDArray oneHot(int[][] rows, int from, int to, int vocabulary) {
        var array = Nd4j.zeros(new int[] {rows[0].length, vocabulary, to - from}, 'f');
        for (int t = from; t < to; t++) {
            for (int lane = 0; lane < rows[t].length; lane++) {
                array.putScalar(lane, rows[t][lane], t - from, 1);
            }
        }
        return array;
    }
}
