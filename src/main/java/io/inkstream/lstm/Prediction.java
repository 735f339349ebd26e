package io.inkstream.lstm;

import io.inkstream.lstm.RowProduct.Range;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One character of every lane, in Java alone: a lane's bits are its own, and the same on every processor ({@link RowProduct}).
 */
final class Prediction implements AutoCloseable {

    /** Weights that are kept as arrays in the heap: models that are asked in turn. */
    private static final int KEPT = 4;

    /** Numbers of lanes whose logits are kept. */
    private static final int KEPT_LOGITS = 32;

    /** Products that are worth a second thread: some 20 microseconds. */
    private static final long WORTH_SHARING = 1_000_000;

    private final Crew crew;
    private final Deque<WeightRows> kept = new ArrayDeque<>();
    private final Map<Long, Logits> logitsByShape = new LinkedHashMap<>(16, 0.75f, true);
    private float[][] gates = {}; // [lanes][4*nodes]
    private float[][][] output = {}; // [layer][lanes][nodes]
    private float[][][] cell = {}; // [layer][lanes][nodes]
    private float[][] logits = {}; // [lanes][vocabulary]
    private float[] scales = {}; // [4*nodes]
    private float[] carried = {}; // scratch: the rows of all lanes, one after the other

    Prediction(Crew crew) {
        this.crew = crew;
    }

    /** What is handed out, and where its elements lie. */
    private record Logits(INDArray array, FloatBuffer elements) {

        static Logits zeros(int lanes, int vocabulary) {
            var array = Tensors.zeros(DataType.FLOAT, lanes, vocabulary);
            return new Logits(array, array.data().asNioFloat());
        }
    }

    /** What gates are scaled by before and after the tanh ({@link Activations#tanhScaled}), {@code [4*nodes]}. */
    private static float[] scales(int nodes) {
        var scales = new float[4 * nodes];
        Arrays.fill(scales, 0.5f);
        Arrays.fill(scales, 2 * nodes, 3 * nodes, 1);
        return scales;
    }

    INDArray run(Parameters weights, State state, int[] characters) {
        var rows = rows(weights);
        int lanes = characters.length;
        var shape = weights.shape();
        reserve(lanes, shape);
        var into = logits(lanes, shape.vocabulary());
        take(state.outputElements(), output, lanes, shape.nodes());
        take(state.cellElements(), cell, lanes, shape.nodes());
        state.read(characters);
        long work = 4L * shape.nodes() * shape.width() * lanes;
        int parts = work < WORTH_SHARING ? 1 : crew.threads();
        crew.run(parts, part -> {
            var range = Range.first(lanes).part(part, parts);
            advance(rows, state, characters, range.from(), range.to(), shape);
        });
        give(output, state.outputElements(), lanes, shape.nodes());
        give(cell, state.cellElements(), lanes, shape.nodes());
        give(new float[][][] {logits}, into.elements, lanes, shape.vocabulary());
        return into.array;
    }

    /** All lanes with one call: a call for each costs more than the copy. */
    private void take(FloatBuffer from, float[][][] into, int lanes, int nodes) {
        int width = into.length * nodes;
        from.get(0, carried, 0, lanes * width);
        for (int lane = 0; lane < lanes; lane++) {
            for (int layer = 0; layer < into.length; layer++) {
                System.arraycopy(carried, lane * width + layer * nodes, into[layer][lane], 0, nodes);
            }
        }
    }

    private void give(float[][][] from, FloatBuffer into, int lanes, int nodes) {
        int width = from.length * nodes;
        for (int lane = 0; lane < lanes; lane++) {
            for (int layer = 0; layer < from.length; layer++) {
                System.arraycopy(from[layer][lane], 0, carried, lane * width + layer * nodes, nodes);
            }
        }
        into.put(0, carried, 0, lanes * width);
    }

    private WeightRows rows(Parameters weights) {
        WeightRows found = null;
        for (var rows : kept) {
            if (rows.of == weights) {
                found = rows;
            }
        }
        if (found == null) {
            found = new WeightRows(weights);
            if (kept.size() == KEPT) {
                kept.removeLast();
            }
        } else {
            kept.remove(found);
        }
        kept.addFirst(found);
        found.refresh(crew);
        return found;
    }

    private void reserve(int lanes, NetworkShape shape) {
        int rows = lanes + lanes % 2; // a spare one behind an odd lane
        if (gates.length < rows
                || output.length != shape.layers()
                || output[0][0].length != shape.nodes()
                || logits[0].length != shape.vocabulary()) {
            gates = new float[rows][4 * shape.nodes()];
            output = new float[shape.layers()][rows][shape.nodes()];
            cell = new float[shape.layers()][rows][shape.nodes()];
            logits = new float[rows][shape.vocabulary()];
            scales = scales(shape.nodes());
            carried = new float[rows * Math.max(shape.width(), shape.vocabulary())];
        }
    }

    private Logits logits(int lanes, int vocabulary) {
        long key = (long) lanes << Integer.SIZE | vocabulary;
        var found = logitsByShape.get(key);
        if (found == null) {
            if (logitsByShape.size() == KEPT_LOGITS) {
                var eldest = logitsByShape.values().iterator();
                eldest.next().array.close();
                eldest.remove();
            }
            found = Logits.zeros(lanes, vocabulary);
            logitsByShape.put(key, found);
        }
        return found;
    }

    private void advance(WeightRows weights, State state, int[] characters, int from, int to, NetworkShape shape) {
        for (int lane = from; lane < to; lane++) {
            System.arraycopy(weights.outputBiases, 0, logits[lane], 0, shape.vocabulary());
        }
        for (int index = 0; index < weights.layers.length; index++) {
            var layer = weights.layers[index];
            advance(layer, index, characters, from, to, shape.nodes());
            RowProduct.add(
                    output[index],
                    layer.output,
                    logits,
                    new Range(from, to),
                    Range.first(shape.nodes()),
                    Range.first(shape.vocabulary()));
        }
        weights.of.contexts().ifPresent(table -> {
            for (int lane = from; lane < to; lane++) {
                table.addTo(state.recent(lane), logits[lane]);
            }
        });
    }

    private void advance(WeightRows.Layer layer, int index, int[] characters, int from, int to, int nodes) {
        for (int lane = from; lane < to; lane++) {
            System.arraycopy(layer.inputs[characters[lane]], 0, gates[lane], 0, 4 * nodes);
        }
        var lanes = new Range(from, to);
        var all = Range.first(nodes);
        var ofGates = Range.first(4 * nodes);
        layer.below.ifPresent(below -> RowProduct.add(output[index - 1], below, gates, lanes, all, ofGates));
        RowProduct.add(output[index], layer.recurrent, gates, lanes, all, ofGates);
        for (int lane = from; lane < to; lane++) {
            Activations.tanhScaled(gates[lane], scales, 4 * nodes);
            carry(gates[lane], cell[index][lane], output[index][lane], nodes);
        }
    }

    private static void carry(float[] gate, float[] cell, float[] output, int nodes) {
        for (int i = 0; i < nodes; i++) {
            cell[i] = gate[nodes + i] * cell[i] + gate[i] * gate[2 * nodes + i];
        }
        Activations.tanh(cell, output, nodes);
        for (int i = 0; i < nodes; i++) {
            output[i] *= gate[3 * nodes + i];
        }
    }

    @Override
    public void close() {
        logitsByShape.values().forEach(kept -> kept.array.close());
        logitsByShape.clear();
        kept.clear();
    }
}
