package io.inkstream.lstm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network in ND4J's array operations, in float32 or float64 as the weights are. An LSTM without peepholes (Hochreiter and
 * Schmidhuber 1997, with the forget gate of Gers et al. 2000), the tutorial's {@code lstm_cell}.
 */
public final class Nd4jEngine implements Engine {

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

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public double learn(Parameters weights, State state, int[][] batches, Parameters gradients) {
        Input.check(weights, state, batches, gradients);
        Tensors.pinThread();
        int lanes = state.batch();
        var size = new Tape.Size(weights.shape(), weights.type(), batches.length - 1, lanes, lanes);
        var backpropagation = learning.computeIfAbsent(size, absent -> new Backpropagation(new Tape(absent)));
        var tape = backpropagation.tape();

        tape.firstOutput.assign(state.output());
        tape.firstCell.assign(state.cell());
        for (int t = 0; t < batches.length - 1; t++) {
            cell(weights, batches[t], tape, tape.steps.get(t));
        }
        Tensors.multiply(tape.ones, weights.outputBiases(), tape.logits, 0);
        Tensors.multiply(tape.outputsAfter, weights.output(), tape.logits, 1);
        state.output().assign(tape.lastOutput);
        state.cell().assign(tape.lastCell);
        return backpropagation.run(weights, batches, gradients);
    }

    @Override
    public INDArray predict(Parameters weights, State state, int[] characters) {
        Input.check(weights, state, characters);
        Tensors.pinThread();
        var size = new Tape.Size(weights.shape(), weights.type(), 1, characters.length, BLOCK);
        var tape = predicting.computeIfAbsent(size, Tape::new);
        var step = tape.steps.get(0);

        tape.firstOutput.assign(state.output());
        tape.firstCell.assign(state.cell());
        cell(weights, Arrays.copyOf(characters, tape.padded), tape, step);
        Tensors.multiply(tape.laneOnes, weights.outputBiases(), step.logits(), 0);
        for (var block : step.blocks()) {
            Tensors.multiply(block.outputAfter(), weights.output(), block.logits(), 1);
        }
        state.output().assign(tape.lastOutput);
        state.cell().assign(tape.lastCell);
        return tape.firstLogits;
    }

    /** One character of every lane. */
    private static void cell(Parameters weights, int[] characters, Tape tape, Tape.Step step) {
        // A one-hot row times the input weights is a row of them.
        step.gather().run(weights.inputs(), characters);
        Tensors.multiply(tape.laneOnes, weights.biases(), step.gates(), 1);
        for (var block : step.blocks()) {
            Tensors.multiply(block.outputBefore(), weights.recurrent(), block.gates(), 1);
        }
        step.activate().run();
    }

    @Override
    public void close() {
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
