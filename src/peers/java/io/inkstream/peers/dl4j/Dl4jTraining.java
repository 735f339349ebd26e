package io.inkstream.peers.dl4j;

import io.inkstream.bench.stand.Material;
import io.inkstream.bench.stand.NetworkSize;
import io.inkstream.bench.stand.Stand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's truncated back-propagation carries the state within one call of {@code fit} alone: all batches are one sequence, which it cuts
 * into steps. It has no clipping by the global norm, and is spared it.
 */
final class Dl4jTraining implements Stand.Work {

    private final NetworkSize size;
    private final MultiLayerNetwork network;
    private final List<Double> losses = new ArrayList<>();
    private final int[][] sequence; // [time][lane]
    private final INDArray features;
    private final INDArray labels;

    private Dl4jTraining(Stand.Setup setup) {
        size = setup.size();
        network = Dl4jNetwork.of(size);
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                losses.add(model.score() / size.unrollings());
            }
        });
        var batches = Material.of(size).batches();
        sequence = new int[batches.length * size.unrollings() + 1][];
        for (int t = 0; t < sequence.length - 1; t++) {
            sequence[t] = batches[t / size.unrollings()][t % size.unrollings()];
        }
        sequence[sequence.length - 1] = batches[batches.length - 1][size.unrollings()];
        features = Dl4jNetwork.oneHot(sequence, 0, sequence.length - 1, size.vocabulary());
        labels = Dl4jNetwork.oneHot(sequence, 1, sequence.length, size.vocabulary());
    }

    public static void main(String[] arguments) throws IOException {
        Stand.serve(new Dl4jTraining(Stand.setup(arguments)));
    }

    @Override
    public String description() {
        return Dl4jNetwork.DESCRIPTION + " (whole sequences, no clip)";
    }

    @Override
    public double[] check(int count) {
        losses.clear();
        int steps = count * size.unrollings();
        network.fit(
                Dl4jNetwork.oneHot(sequence, 0, steps, size.vocabulary()),
                Dl4jNetwork.oneHot(sequence, 1, steps + 1, size.vocabulary()));
        return losses.stream().mapToDouble(loss -> loss).toArray();
    }

    @Override
    public long run() {
        losses.clear();
        network.fit(features, labels);
        return (sequence.length - 1L) * size.batch();
    }
}
