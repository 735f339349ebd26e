package io.inkstream.peers.tensorflow;

import io.inkstream.bench.stand.Predictor;
import io.inkstream.bench.stand.Stand;
import java.io.IOException;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** TensorFlow as a writer: a character of each session is one run of a graph. */
final class TensorFlowSampling implements Predictor {

    private final Graph graph = new Graph();
    private final TensorFlowNetwork network;
    private final Session session;
    private final float[] all;
    private final float[][] logits;

    private TensorFlowSampling(Stand.Setup setup) {
        int vocabulary = setup.size().vocabulary();
        network = new TensorFlowNetwork(graph, setup.size(), 1, setup.sessions());
        session = network.session(setup.threads());
        all = new float[setup.sessions() * vocabulary];
        logits = new float[setup.sessions()][vocabulary];
    }

    public static void main(String[] arguments) throws IOException {
        var setup = Stand.setup(arguments);
        try (var predictor = new TensorFlowSampling(setup)) {
            Stand.serve(predictor, setup);
        }
    }

    @Override
    public String description() {
        return TensorFlowNetwork.DESCRIPTION;
    }

    @Override
    public float[][] predict(int[] characters) {
        try (var ids = TensorFlowNetwork.tensor(new int[][] {characters}, 0, 1)) {
            var runner = session.runner().feed(network.ids, ids).fetch(network.logits);
            network.carries.forEach(runner::addTarget);
            try (var result = runner.run()) {
                ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(all);
            }
        }
        for (int session = 0; session < logits.length; session++) {
            System.arraycopy(all, session * logits[session].length, logits[session], 0, logits[session].length);
        }
        return logits;
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
