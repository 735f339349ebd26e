package io.inkstream.model;

import io.inkstream.engine.Engine;
import io.inkstream.mixture.Mixture;
import io.inkstream.mixture.TextContext;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an LSTM carries from one character to the next, for a batch of lanes: the tutorial's {@code saved_output} and
 * {@code saved_state}; those of further layers stand in further columns. And where the text of each lane stands, which a
 * {@link Mixture} looks at. Mutable: an {@link Engine} moves it on. The matrices are handed out as they are. Not for use by two threads at once.
 */
public final class State {

    private final Matrix output; // [batch][layers*nodes]
    private final Matrix cell; // [batch][layers*nodes]
    private final TextContext[] texts; // [batch]

    private State(Matrix output, Matrix cell) {
        this.output = output;
        this.cell = cell;
        texts = new TextContext[output.rows()];
        Arrays.setAll(texts, lane -> new TextContext());
    }

    /**
     * Returns the state before any character.
     *
     * @param width hidden units of all layers, {@link NetworkShape#width()}
     */
    public static State zeros(int batch, int width) {
        return new State(Matrix.zeros(batch, width), Matrix.zeros(batch, width));
    }

    /**
     * Returns a state of copies, with nothing read.
     *
     * @param output {@code [batch][layers*nodes]}
     * @param cell {@code [batch][layers*nodes]}
     * @throws IllegalArgumentException if one is missing or no matrix, or the shapes differ
     */
    public static State of(INDArray output, INDArray cell) {
        if (output == null || output.rank() != 2) {
            throw new IllegalArgumentException("state output of shape [batch, width] must be there: "
                    + (output == null ? "missing" : "rank " + output.rank()));
        }
        Tensors.requireShape("state cell", cell, output.shape());
        return new State(Matrix.of(output), Matrix.of(cell));
    }

    /**
     * Returns a state of one lane, with nothing read.
     *
     * @param output {@code [layers*nodes]}, copied
     * @param cell as many, copied
     * @throws IllegalArgumentException if the lengths differ
     */
    public static State of(float[] output, float[] cell) {
        if (output.length != cell.length) {
            throw new IllegalArgumentException(
                    "a state must have as many cells as outputs, " + output.length + ": " + cell.length);
        }
        return new State(new Matrix(1, output.length, output.clone()), new Matrix(1, cell.length, cell.clone()));
    }

    /**
     * Returns a batch of the lanes of all states, in order; the inverse of {@link #lane}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static State stack(List<State> states) {
        if (states.isEmpty()) {
            throw new IllegalArgumentException("a batch must have at least 1 state: 0");
        }
        int batch = states.stream().mapToInt(State::batch).sum();
        var stacked = zeros(batch, states.get(0).width());
        int lane = 0;
        for (var state : states) {
            stacked.copyLanes(lane, state, 0, state.batch());
            lane += state.batch();
        }
        return stacked;
    }

    /** Copies lanes of another state over as many of this, from a lane of each on. */
    public void copyLanes(int lane, State from, int fromLane, int count) {
        int width = width();
        System.arraycopy(from.output.elements(), fromLane * width, output.elements(), lane * width, count * width);
        System.arraycopy(from.cell.elements(), fromLane * width, cell.elements(), lane * width, count * width);
        for (int i = 0; i < count; i++) {
            texts[lane + i].assign(from.texts[fromLane + i]);
        }
    }

    /** Returns a copy of one lane, a batch of 1. */
    public State lane(int lane) {
        var copy = zeros(1, width());
        copy.copyLanes(0, this, lane, 1);
        return copy;
    }

    /** Returns where the text of a lane stands, to be read and moved on. */
    public TextContext text(int lane) {
        return texts[lane];
    }

    /** Sets a lane to where a text stands after the first of some characters, ids as unsigned bytes, whatever it has read before. */
    public void recall(int lane, Mixture mixture, Symbols symbols, byte[] ids, int count) {
        texts[lane] = new TextContext();
        for (int i = 0; i < count; i++) {
            mixture.read(texts[lane], symbols.symbol(Byte.toUnsignedInt(ids[i])));
        }
    }

    /** Forgets everything: the state before any character. */
    public void clear() {
        output.fill(0);
        cell.fill(0);
        Arrays.setAll(texts, lane -> new TextContext());
    }

    /** Sets one lane to the state before any character. */
    public void clear(int lane) {
        int from = lane * width();
        Arrays.fill(output.elements(), from, from + width(), 0);
        Arrays.fill(cell.elements(), from, from + width(), 0);
        texts[lane] = new TextContext();
    }

    /** Returns the hidden state, {@code [batch][layers*nodes]}. */
    public Matrix output() {
        return output;
    }

    /** Returns the cell state, {@code [batch][layers*nodes]}. */
    public Matrix cell() {
        return cell;
    }

    public int batch() {
        return output.rows();
    }

    /** Returns the hidden units of all layers. */
    public int width() {
        return output.columns();
    }

    public State copy() {
        var copy = zeros(batch(), width());
        copy.copyLanes(0, this, 0, batch());
        return copy;
    }
}
