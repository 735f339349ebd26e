package io.inkstream.peers.pytorch;

import static org.bytedeco.pytorch.global.torch.globalContext;

import io.inkstream.bench.stand.Predictor;
import io.inkstream.bench.stand.Stand;
import java.io.IOException;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;

/** PyTorch as a writer, without gradients. */
final class PyTorchSampling implements Predictor {

    private final int vocabulary;
    private final PyTorchNetwork network;
    private final PyTorchNetwork.Carried carried;
    private final AutoGradMode off = new AutoGradMode(false);
    private final float[][] logits;

    private PyTorchSampling(Stand.Setup setup) {
        // With oneDNN the layer was 3e-3 off ours, and off the cells, where no gradients are wanted: its rounding is
        // the suspect.
        globalContext().setUserEnabledMkldnn(false);
        vocabulary = setup.size().vocabulary();
        network = new PyTorchNetwork(setup, setup.setting().equals("cells"));
        carried = network.start(setup.sessions());
        logits = new float[setup.sessions()][vocabulary];
    }

    public static void main(String[] arguments) throws IOException {
        var setup = Stand.setup(arguments);
        try (var predictor = new PyTorchSampling(setup)) {
            Stand.serve(predictor, setup);
        }
    }

    @Override
    public String description() {
        return PyTorchNetwork.DESCRIPTION;
    }

    @Override
    public float[][] predict(int[] characters) {
        try (var scope = new PointerScope()) {
            int lanes = characters.length;
            var ids = PyTorchNetwork.ids(new int[][] {characters}, 0, 1);
            var run = network.run(ids, 1, lanes, carried, false);
            carried.output().copy_(run.after().output());
            carried.cell().copy_(run.after().cell());
            var from = new FloatPointer(run.logits().data_ptr_float());
            for (int lane = 0; lane < lanes; lane++) {
                from.position((long) lane * vocabulary).get(logits[lane]);
            }
            return logits;
        }
    }

    @Override
    public void close() {
        off.close();
    }
}
