package io.inkstream.peers.dl4j;

import io.inkstream.bench.stand.Predictor;
import io.inkstream.bench.stand.Stand;
import java.io.IOException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J as a writer, by {@code rnnTimeStep}. It gives probabilities: their logarithms are logits as good as any. */
final class Dl4jSampling implements Predictor {

    private final int vocabulary;
    private final MultiLayerNetwork network;

    private Dl4jSampling(Stand.Setup setup) {
        vocabulary = setup.size().vocabulary();
        network = Dl4jNetwork.of(setup.size());
    }

    public static void main(String[] arguments) throws IOException {
        var setup = Stand.setup(arguments);
        try (var predictor = new Dl4jSampling(setup)) {
            Stand.serve(predictor, setup);
        }
    }

    @Override
    public String description() {
        return Dl4jNetwork.DESCRIPTION;
    }

    @Override
    public float[][] predict(int[] characters) {
        var rows = Nd4j.zeros(DataType.FLOAT, characters.length, vocabulary);
        for (int lane = 0; lane < characters.length; lane++) {
            rows.putScalar(lane, characters[lane], 1);
        }
        float[][] logits = network.rnnTimeStep(rows).toFloatMatrix();
        for (float[] row : logits) {
            for (int id = 0; id < row.length; id++) {
                row[id] = (float) Math.log(row[id]);
            }
        }
        return logits;
    }

    @Override
    public void close() {
        network.close();
    }
}
