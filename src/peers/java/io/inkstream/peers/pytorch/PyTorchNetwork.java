package io.inkstream.peers.pytorch;

import static org.bytedeco.pytorch.global.torch.addmm;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.index_select;
import static org.bytedeco.pytorch.global.torch.lstm;
import static org.bytedeco.pytorch.global.torch.one_hot;
import static org.bytedeco.pytorch.global.torch.set_num_interop_threads;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.stack;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.inkstream.bench.stand.Material;
import io.inkstream.bench.stand.NetworkSize;
import io.inkstream.bench.stand.Stand;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The network in PyTorch, in two ways: {@code lstm} is its own layer, fed with one-hot rows; {@code cells} looks the characters'
 * rows up and takes the unrollings one by one, in the operations of a hand-written cell.
 */
final class PyTorchNetwork {

    static final String DESCRIPTION = "PyTorch " + Tensor.class.getPackage().getImplementationVersion();

    private final NetworkSize size;
    private final boolean cells;
    private final List<Tensor> inputs = new ArrayList<>(); // lstm: [4*nodes][in], cells: [in][4*nodes]
    private final List<Tensor> recurrents = new ArrayList<>(); // lstm: [4*nodes][nodes], cells: [nodes][4*nodes]
    private final List<Tensor> biases = new ArrayList<>(); // [4*nodes]
    private final Tensor zeroBiases; // [4*nodes]
    private final Tensor output; // [nodes][vocabulary]
    private final Tensor outputBiases; // [vocabulary]
    private final List<TensorVector> layerWeights = new ArrayList<>();

    PyTorchNetwork(Stand.Setup setup, boolean cells) {
        set_num_threads(setup.threads());
        set_num_interop_threads(1);
        this.size = setup.size();
        this.cells = cells;
        var material = Material.of(size);
        int nodes = size.nodes();
        zeroBiases = zeros(4L * nodes);
        for (int i = 0; i < size.layers(); i++) {
            var layer = material.layers()[i];
            inputs.add(matrix(layer.entering(), layer.entering().length / (4L * nodes), 4L * nodes));
            recurrents.add(matrix(layer.recurrent(), nodes, 4L * nodes));
            biases.add(tensor(layer.biases(), 4L * nodes));
            layerWeights.add(new TensorVector(inputs.get(i), recurrents.get(i), biases.get(i), zeroBiases));
        }
        output = tensor(material.output(), (long) size.layers() * nodes, size.vocabulary());
        outputBiases = tensor(material.outputBiases(), size.vocabulary());
    }

    private Tensor matrix(float[] values, long rows, long columns) {
        var matrix = tensor(values, rows, columns);
        return cells ? matrix : matrix.t().contiguous();
    }

    private static Tensor tensor(float[] values, long... shape) {
        return from_blob(new FloatPointer(values), shape).clone();
    }

    /** All that is learned. */
    List<Tensor> weights() {
        var weights = new ArrayList<>(inputs);
        weights.addAll(recurrents);
        weights.addAll(biases);
        weights.addAll(List.of(output, outputBiases));
        return weights;
    }

    static Tensor ids(int[][] rows, int from, int to) {
        var ids = new long[(to - from) * rows[0].length];
        int next = 0;
        for (int t = from; t < to; t++) {
            for (int id : rows[t]) {
                ids[next++] = id;
            }
        }
        return from_blob(new LongPointer(ids), new long[] {ids.length}, new TensorOptions(ScalarType.Long))
                .clone();
    }

    /** What is carried: hidden and cell, {@code [layers][lanes][nodes]}. */
    record Carried(Tensor output, Tensor cell) {}

    Carried start(int lanes) {
        return new Carried(zeros(size.layers(), lanes, size.nodes()), zeros(size.layers(), lanes, size.nodes()));
    }

    /** Logits, {@code [steps*lanes][vocabulary]}, and what is carried on. */
    record Run(Tensor logits, Carried after) {}

    /** @param ids {@code [steps*lanes]} */
    Run run(Tensor ids, int steps, int lanes, Carried before, boolean learning) {
        return cells ? byCells(ids, steps, lanes, before) : byLayer(ids, steps, lanes, before, learning);
    }

    private Run byLayer(Tensor ids, int steps, int lanes, Carried before, boolean learning) {
        var rows = one_hot(ids, size.vocabulary()).to(ScalarType.Float).view(steps, lanes, size.vocabulary());
        var below = rows;
        var all = new TensorVector();
        var outputs = new TensorVector();
        var cellsAfter = new TensorVector();
        for (int layer = 0; layer < size.layers(); layer++) {
            var carried = new TensorVector(before.output.narrow(0, layer, 1), before.cell.narrow(0, layer, 1));
            var result = lstm(below, carried, layerWeights.get(layer), true, 1, 0, learning, false, false);
            all.push_back(result.get0());
            outputs.push_back(result.get1());
            cellsAfter.push_back(result.get2());
            below = size.layers() == 1 ? result.get0() : cat(new TensorVector(rows, result.get0()), 2);
        }
        return run(all, outputs, cellsAfter);
    }

    /** Of what each layer gave: {@code [steps][lanes][nodes]}, and what it carries on, {@code [1][lanes][nodes]}. */
    private Run run(TensorVector all, TensorVector outputs, TensorVector cellsAfter) {
        var wide = all.size() == 1 ? all.get(0) : cat(all, 2);
        return new Run(
                logits(wide.view(-1, (long) size.layers() * size.nodes())),
                new Carried(joined(outputs), joined(cellsAfter)));
    }

    private static Tensor joined(TensorVector layers) {
        return layers.size() == 1 ? layers.get(0) : cat(layers, 0);
    }

    private Run byCells(Tensor ids, int steps, int lanes, Carried before) {
        long gateCount = 4L * size.nodes();
        var all = new TensorVector();
        var outputs = new TensorVector();
        var cellsAfter = new TensorVector();
        for (int layer = 0; layer < size.layers(); layer++) {
            var table = inputs.get(layer).narrow(0, 0, size.vocabulary()).add(biases.get(layer));
            var entering = index_select(table, 0, ids);
            if (layer > 0) {
                var fromBelow = inputs.get(layer).narrow(0, size.vocabulary(), size.nodes());
                entering = addmm(entering, all.get(layer - 1L).view(-1, size.nodes()), fromBelow);
            }
            entering = entering.view(steps, lanes, gateCount);
            var output = before.output.select(0, layer);
            var cell = before.cell.select(0, layer);
            var each = new TensorVector();
            for (int t = 0; t < steps; t++) {
                var gates = addmm(entering.select(0, t), output, recurrents.get(layer))
                        .chunk(4, 1);
                cell = gates.get(1)
                        .sigmoid()
                        .mul(cell)
                        .add(gates.get(0).sigmoid().mul(gates.get(2).tanh()));
                output = gates.get(3).sigmoid().mul(cell.tanh());
                each.push_back(output);
            }
            all.push_back(stack(each, 0));
            outputs.push_back(output.unsqueeze(0));
            cellsAfter.push_back(cell.unsqueeze(0));
        }
        return run(all, outputs, cellsAfter);
    }

    private Tensor logits(Tensor outputs) {
        return addmm(outputBiases, outputs, output, new Scalar(1f), new Scalar(1f));
    }
}
