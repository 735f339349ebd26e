package io.inkstream.engine.nd4j;

import io.inkstream.engine.Engine;
import io.inkstream.model.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network in ND4J's array operations, to be read, in float32 or float64 as the weights are. LSTM layers without peepholes (Hochreiter
 * and Schmidhuber 1997, with the forget gate of Gers et al. 2000), each the tutorial's {@code lstm_cell}; the character enters every
 * layer and every layer's output enters the softmax (Graves 2013).
 */
final class Nd4jNetwork {

    /**
     * Lanes a prediction multiplies together, always this many: BLAS takes the rows that do not fill its tile another way, with
     * other last bits, so a lane's result would depend on how many others there are. With 4 it does not, on OpenBLAS's kernels
     * for Prescott, Nehalem, Sandy Bridge, Haswell, Zen, Skylake-X and Cooper Lake; a test asks the machine at hand.
     */
    private static final int BLOCK = 4;

    /** Sizes whose buffers are kept: a generator's batch changes from step to step. */
    private static final int KEPT = 32;

    private final Map<Tape.Size, Backpropagation> learning = recent(Backpropagation::close);
    private final Map<Tape.Size, Tape> predicting = recent(Tape::close);

    /**
     * The carried state, of the weights' type; moved on where it lies.
     *
     * @param output {@code [batch][layers*nodes]}
     * @param cell {@code [batch][layers*nodes]}
     */
    record Carried(INDArray output, INDArray cell) {

        int batch() {
            return (int) output.size(0);
        }
    }

    /** As {@link Engine#learn}. */
    double learn(Nd4jWeights weights, Carried state, int[][] batches, Nd4jWeights gradients, float[][] surprises) {
        Tensors.pinThread();
        int lanes = state.batch();
        var size = new Tape.Size(weights.shape.withoutMixture(), weights.type(), batches.length - 1, lanes, lanes);
        var backpropagation = learning.computeIfAbsent(size, absent -> new Backpropagation(new Tape(absent)));
        var tape = backpropagation.tape();
        tape.take(state);
        for (int t = 0; t < batches.length - 1; t++) {
            step(weights, batches[t], tape, t);
        }
        Tensors.multiply(tape.ones, weights.outputBiases, tape.logits, 0);
        for (int index = 0; index < tape.layers.size(); index++) {
            var outputs = tape.layers.get(index).outputsAfter;
            Tensors.multiply(outputs, weights.layers.get(index).output(), tape.logits, 1);
        }
        tape.give(state);
        return backpropagation.run(weights, batches, gradients, surprises);
    }

    /** As {@link Engine#predict}. */
    INDArray predict(Nd4jWeights weights, Carried state, int[] characters) {
        Tensors.pinThread();
        var size = new Tape.Size(weights.shape.withoutMixture(), weights.type(), 1, characters.length, BLOCK);
        var tape = predicting.computeIfAbsent(size, Tape::new);
        tape.take(state);
        step(weights, Arrays.copyOf(characters, size.padded()), tape, 0);
        Tensors.multiply(tape.laneOnes, weights.outputBiases, tape.logits, 0);
        for (int index = 0; index < tape.layers.size(); index++) {
            var blocks = tape.layers.get(index).steps.get(0).blocks();
            var output = weights.layers.get(index).output();
            for (int block = 0; block < blocks.size(); block++) {
                Tensors.multiply(blocks.get(block).outputAfter(), output, tape.firstLogitsByBlock.get(block), 1);
            }
        }
        tape.give(state);
        return tape.firstLogits;
    }

    /** One character of every lane, through all layers. */
    private static void step(Nd4jWeights weights, int[] characters, Tape tape, int t) {
        for (int index = 0; index < tape.layers.size(); index++) {
            var step = tape.layers.get(index).steps.get(t);
            var layer = weights.layers.get(index);
            // A one-hot row times the input weights is a row of them.
            step.gather().run(layer.inputs(), characters);
            Tensors.multiply(tape.laneOnes, layer.biases(), step.gates(), 1);
            for (var block : step.blocks()) {
                block.below()
                        .ifPresent(
                                below -> Tensors.multiply(below, layer.below().orElseThrow(), block.gates(), 1));
                Tensors.multiply(block.outputBefore(), layer.recurrent(), block.gates(), 1);
            }
            step.activate().run();
        }
    }

    /** Frees buffers. */
    void close() {
        learning.values().forEach(Backpropagation::close);
        learning.clear();
        predicting.values().forEach(Tape::close);
        predicting.clear();
    }

    /** Keeps what was used last and frees the rest. */
    private static <V> Map<Tape.Size, V> recent(Consumer<V> free) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Tape.Size, V> eldest) {
                if (size() <= KEPT) {
                    return false;
                }
                free.accept(eldest.getValue());
                return true;
            }
        };
    }
}
