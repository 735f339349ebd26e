package io.inkstream.lstm;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What an LSTM carries from one character to the next, for a batch of lanes: the tutorial's {@code saved_output} and
 * {@code saved_state}; those of further layers stand in further columns. And the last characters of each lane, which a {@link ContextTable}
 * looks at. Mutable: an {@link Engine} moves it on. The arrays are row-major, live outside the heap and are handed out
 * as they are. Not for use by two threads at once.
 */
public final class State {

    private final INDArray output; // [batch][layers*nodes]
    private final INDArray cell; // [batch][layers*nodes]
    private final long[] recent; // [batch]
    /** The elements of both where they lie, of float32: to ask ND4J for them takes longer than to copy some lanes. */
    private final FloatBuffer outputElements;

    private final FloatBuffer cellElements;

    private State(INDArray output, INDArray cell) {
        this.output = output;
        this.cell = cell;
        this.recent = new long[(int) output.size(0)];
        this.outputElements = elements(output);
        this.cellElements = elements(cell);
    }

    private static FloatBuffer elements(INDArray array) {
        return array.dataType() == DataType.FLOAT ? array.data().asNioFloat() : null;
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
        return new State(Tensors.copy(output), Tensors.copy(cell));
    }

    /**
     * Returns a float32 state of one lane, with nothing read.
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
        var state = zeros(1, output.length, DataType.FLOAT);
        state.outputElements.put(0, output);
        state.cellElements.put(0, cell);
        return state;
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
            System.arraycopy(state.recent, 0, stacked.recent, row, state.batch());
            row += state.batch();
        }
        return stacked;
    }

    /**
     * Copies lanes of another state over as many of this, from a lane of each on. Both are float32, as everything that is written with
     * is.
     */
    void copyLanes(int lane, State from, int fromLane, int count) {
        int width = width();
        outputElements.put(lane * width, from.outputElements, fromLane * width, count * width);
        cellElements.put(lane * width, from.cellElements, fromLane * width, count * width);
        System.arraycopy(from.recent, fromLane, recent, lane, count);
    }

    /** Returns the elements of {@link #output()} as they lie; null if they are not float32. */
    FloatBuffer outputElements() {
        return outputElements;
    }

    /** Returns the elements of {@link #cell()} as they lie; null if they are not float32. */
    FloatBuffer cellElements() {
        return cellElements;
    }

    /** Returns a copy of one lane, a batch of 1. */
    public State lane(int lane) {
        if (type() == DataType.FLOAT) {
            var copy = zeros(1, width(), DataType.FLOAT); // without the views, which cost more than all else
            copy.copyLanes(0, this, lane, 1);
            return copy;
        }
        var copy = of(Tensors.rows(output, lane, lane + 1L), Tensors.rows(cell, lane, lane + 1L));
        copy.recent[0] = recent[lane];
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
    INDArray recent() {
        var values = new float[recent.length][Long.BYTES];
        for (int lane = 0; lane < recent.length; lane++) {
            for (int i = 0; i < Long.BYTES; i++) {
                values[lane][i] = recent[lane] >>> Byte.SIZE * (Long.BYTES - 1 - i) & 0xFF;
            }
        }
        return Nd4j.create(values);
    }

    /** Takes over the last characters of all lanes, as {@link #recent()} gives them. */
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
        output.assign(0);
        cell.assign(0);
        Arrays.fill(recent, 0);
    }

    /** Sets one lane to the state before any character. */
    void clear(int lane) {
        Tensors.rows(output, lane, lane + 1L).assign(0);
        Tensors.rows(cell, lane, lane + 1L).assign(0);
        recent[lane] = 0;
    }

    /** Returns the hidden state, {@code [batch][layers*nodes]}. */
    public INDArray output() {
        return output;
    }

    /** Returns a copy of a lane's hidden state. */
    public float[] outputOf(int lane) {
        return Tensors.row(output, lane);
    }

    /** Returns a copy of a lane's cell state. */
    public float[] cellOf(int lane) {
        return Tensors.row(cell, lane);
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
        var copy = of(output, cell);
        System.arraycopy(recent, 0, copy.recent, 0, recent.length);
        return copy;
    }

    /** Frees the memory now rather than when the garbage collector finds it; nothing may be read afterwards. */
    public void close() {
        output.close();
        cell.close();
    }
}
