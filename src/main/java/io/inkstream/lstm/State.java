package io.inkstream.lstm;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What an LSTM carries from one character to the next, for a batch of lanes: the tutorial's {@code saved_output} and
 * {@code saved_state}; those of further layers stand in further columns. And the last characters of each lane, which a {@link ContextTable}
 * looks at. Mutable: an {@link Engine} moves it on. The matrices are handed out as they are. Not for use by two threads at once.
 */
public final class State {

    private final Matrix output; // [batch][layers*nodes]
    private final Matrix cell; // [batch][layers*nodes]
    private final long[] recent; // [batch]

    private State(Matrix output, Matrix cell) {
        this.output = output;
        this.cell = cell;
        this.recent = new long[output.rows()];
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
    void copyLanes(int lane, State from, int fromLane, int count) {
        int width = width();
        System.arraycopy(from.output.elements(), fromLane * width, output.elements(), lane * width, count * width);
        System.arraycopy(from.cell.elements(), fromLane * width, cell.elements(), lane * width, count * width);
        System.arraycopy(from.recent, fromLane, recent, lane, count);
    }

    /** Returns a copy of one lane, a batch of 1. */
    public State lane(int lane) {
        var copy = zeros(1, width());
        copy.copyLanes(0, this, lane, 1);
        return copy;
    }

    /** Takes note of a character of each lane. */
    void read(int[] characters) {
        for (int lane = 0; lane < recent.length; lane++) {
            recent[lane] = after(recent[lane], characters[lane]);
        }
    }

    /** Takes note of what a step reads of {@code [steps+1][batch]}. */
    void readAllButLast(int[][] batches) {
        for (int t = 0; t + 1 < batches.length; t++) {
            read(batches[t]);
        }
    }

    /** Returns the last characters with one more, as {@link #recent}. */
    static long after(long recent, int character) {
        return recent << Byte.SIZE | character;
    }

    /** Returns the last characters of a lane, a byte for each, the newest lowest; 0 where nothing was read. */
    long recent(int lane) {
        return recent[lane];
    }

    /** Takes the last of some characters as what each lane has read; for a state whose text was kept elsewhere. */
    public void recall(byte[] characters) {
        for (byte character : characters) {
            for (int lane = 0; lane < recent.length; lane++) {
                recent[lane] = after(recent[lane], Byte.toUnsignedInt(character));
            }
        }
    }

    /** Returns the last characters of all lanes, {@code [batch][8]}, the newest at the end. */
    INDArray recentArray() {
        var values = new float[recent.length][Long.BYTES];
        for (int lane = 0; lane < recent.length; lane++) {
            for (int i = 0; i < Long.BYTES; i++) {
                values[lane][i] = recent[lane] >>> Byte.SIZE * (Long.BYTES - 1 - i) & 0xFF;
            }
        }
        return Nd4j.create(values);
    }

    /** Takes over the last characters of all lanes, as {@link #recentArray()} gives them. */
    void recent(INDArray from) {
        Tensors.requireShape("the state's last characters", from, recent.length, Long.BYTES);
        Arrays.fill(recent, 0);
        for (int lane = 0; lane < recent.length; lane++) {
            for (float value : Tensors.row(from, lane)) {
                recent[lane] = after(recent[lane], (int) value);
            }
        }
    }

    /** Forgets everything: the state before any character. */
    void clear() {
        output.fill(0);
        cell.fill(0);
        Arrays.fill(recent, 0);
    }

    /** Sets one lane to the state before any character. */
    void clear(int lane) {
        int from = lane * width();
        Arrays.fill(output.elements(), from, from + width(), 0);
        Arrays.fill(cell.elements(), from, from + width(), 0);
        recent[lane] = 0;
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
