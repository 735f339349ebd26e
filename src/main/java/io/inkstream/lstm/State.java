package io.inkstream.lstm;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an LSTM carries from one character to the next, for a batch of lanes: the tutorial's {@code saved_output} and
 * {@code saved_state}; those of further layers stand in further columns. Mutable: an {@link Engine} moves it on. The arrays are row-major, live outside the heap and are handed out
 * as they are. Not for use by two threads at once.
 */
public final class State {

    private final INDArray output; // [batch][layers*nodes]
    private final INDArray cell; // [batch][layers*nodes]

    private State(INDArray output, INDArray cell) {
        this.output = output;
        this.cell = cell;
    }

    /**
     * Returns the state before any character.
     *
     * @param width hidden units of all layers, {@link NetworkShape#width()}
     */
    public static State zeros(int batch, int width, DataType type) {
        return new State(Tensors.zeros(type, batch, width), Tensors.zeros(type, batch, width));
    }

    /**
     * Returns a state of copies.
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
        return new State(Tensors.copy(output), Tensors.copy(cell));
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
        var first = states.get(0);
        var stacked = zeros(batch, first.width(), first.output.dataType());
        int row = 0;
        for (var state : states) {
            Tensors.rows(stacked.output, row, row + state.batch()).assign(state.output);
            Tensors.rows(stacked.cell, row, row + state.batch()).assign(state.cell);
            row += state.batch();
        }
        return stacked;
    }

    /**
     * Copies lanes of another state over as many of this, from a lane of each on. Both are float32, as everything that is written with
     * is.
     */
    void copyLanes(int lane, State from, int fromLane, int count) {
        copyRows(output, lane, from.output, fromLane, count);
        copyRows(cell, lane, from.cell, fromLane, count);
    }

    private static void copyRows(INDArray to, int row, INDArray from, int fromRow, int count) {
        int columns = (int) to.size(1);
        var target = to.data().asNioFloat();
        var source = from.data().asNioFloat();
        target.put(row * columns, source, fromRow * columns, count * columns);
    }

    /** Returns a copy of one lane, a batch of 1. */
    public State lane(int lane) {
        return of(Tensors.rows(output, lane, lane + 1L), Tensors.rows(cell, lane, lane + 1L));
    }

    /** Returns the hidden state, {@code [batch][layers*nodes]}. */
    public INDArray output() {
        return output;
    }

    /** Returns the cell state, {@code [batch][layers*nodes]}. */
    public INDArray cell() {
        return cell;
    }

    public int batch() {
        return (int) output.size(0);
    }

    /** Returns the hidden units of all layers. */
    public int width() {
        return (int) output.size(1);
    }

    /** Returns FLOAT or DOUBLE. */
    public DataType type() {
        return output.dataType();
    }

    public State copy() {
        return of(output, cell);
    }

    /** Frees the memory now rather than when the garbage collector finds it; nothing may be read afterwards. */
    public void close() {
        output.close();
        cell.close();
    }
}
