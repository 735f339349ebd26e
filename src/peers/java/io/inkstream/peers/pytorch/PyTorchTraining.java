package io.inkstream.peers.pytorch;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.stack;

import io.inkstream.bench.stand.Material;
import io.inkstream.bench.stand.NetworkSize;
import io.inkstream.bench.stand.Stand;
import io.inkstream.bench.stand.Trainee;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** PyTorch as a trainee: its autograd goes back through the unrollings. */
final class PyTorchTraining implements Trainee {

    private final NetworkSize size;
    private final PyTorchNetwork network;
    private final List<Tensor> weights;
    private final PyTorchNetwork.Carried carried;

    private PyTorchTraining(Stand.Setup setup) {
        size = setup.size();
        network = new PyTorchNetwork(setup, setup.setting().equals("cells"));
        weights = network.weights();
        weights.forEach(tensor -> tensor.set_requires_grad(true));
        carried = network.start(size.batch());
    }

    public static void main(String[] arguments) throws IOException {
        var setup = Stand.setup(arguments);
        try (var trainee = new PyTorchTraining(setup)) {
            Stand.serve(trainee, setup.size());
        }
    }

    @Override
    public String description() {
        return PyTorchNetwork.DESCRIPTION;
    }

    @Override
    public double step(int[][] batches) {
        try (var scope = new PointerScope()) {
            int steps = batches.length - 1;
            var run = network.run(PyTorchNetwork.ids(batches, 0, steps), steps, size.batch(), carried, true);
            var loss = cross_entropy_loss(run.logits(), PyTorchNetwork.ids(batches, 1, steps + 1));
            loss.backward();
            try (var off = new AutoGradMode(false)) {
                carried.output().copy_(run.after().output());
                carried.cell().copy_(run.after().cell());
                descend();
            }
            return loss.item_float();
        }
    }

    private void descend() {
        var norms = new TensorVector();
        weights.forEach(weight -> norms.push_back(weight.grad().norm()));
        float norm = stack(norms, 0).norm().item_float();
        float scale = norm > Material.CLIP_NORM ? Material.CLIP_NORM / norm : 1;
        var rate = new Scalar(scale * Material.LEARNING_RATE);
        for (var weight : weights) {
            weight.sub_(weight.grad(), rate);
            weight.mutable_grad().reset();
        }
    }

    @Override
    public void close() {}
}
