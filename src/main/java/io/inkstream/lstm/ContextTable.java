package io.inkstream.lstm;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the last characters by themselves say of the next, added to the network's logits and learned together with it: direct
 * connections from hashed contexts (Mikolov et al. 2011, "Strategies for training large scale neural network language models",
 * section 5). For each length from 1 on, the last so many characters choose a row of logits, one for each character, in that length's
 * part of the table. Rows of different contexts overlap, and share what they overlap in.
 *
 * <p>The table learns by Adagrad (Duchi et al. 2011), at each place by itself: what a context has seen once counts at once, which
 * a network takes many steps for. It is outside of the gradients' norm and of the learning rate's schedule. A place is changed where the
 * softmax is off by more than {@link #LEAST_ERROR}.
 *
 * <p>Held in the heap: a row is looked up at a time, never the whole. Not for use by two threads at once, but where it says so.
 */
final class ContextTable {

    /** Errors up to here are left alone: that keeps rows apart that overlap, and saves most of the time. */
    private static final float LEAST_ERROR = 0.02f;

    /** What Adagrad's sum of squares starts from: a first error of 1 moves a logit by 0.8 of the rate. */
    private static final float FIRST_SQUARES = 0.5f;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final int vocabulary;
    private final int length;
    private final int bits;
    private final float[] logits; // [length][2^bits]
    private float[] squares = {}; // as the logits; nothing until something is learned
    private final int[] wrong; // [vocabulary], scratch

    private int rows;
    private float[][] errors = {}; // [rows][vocabulary]
    private long[] read = {}; // [rows], the characters before

    /** A table of zeros. */
    ContextTable(int vocabulary, Contexts contexts) {
        this.vocabulary = vocabulary;
        length = contexts.length();
        bits = contexts.bits();
        if (vocabulary > 1 << bits) {
            throw new IllegalArgumentException("the table of contexts must have room for a row of " + vocabulary
                    + " characters: it has " + bits + " bits");
        }
        logits = new float[Math.multiplyExact(length, 1 << bits)];
        wrong = new int[vocabulary];
    }

    /** The first place of the row of the last {@code count} characters; mixed as by SplitMix64 (Steele et al. 2014). */
    private int row(long recent, int count) {
        long hash = (recent & (-1L >>> (Long.SIZE - Byte.SIZE * count))) * GOLDEN + count;
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        hash ^= hash >>> 31;
        long within = (hash >>> 33) * ((1L << bits) - vocabulary + 1) >>> 31;
        return (count - 1 << bits) + (int) within;
    }

    /**
     * Adds what the characters before say of the next. Several threads may ask at once.
     *
     * @param recent as {@link State#recent}
     * @param into {@code [vocabulary]}, from {@code at} on
     */
    void addTo(long recent, float[] into, int at) {
        for (int count = 1; count <= length; count++) {
            add(row(recent, count), into, at);
        }
    }

    private void add(int row, float[] into, int at) {
        for (int id = 0; id < vocabulary; id++) {
            into[at + id] += logits[row + id];
        }
    }

    /** Makes room for the errors of a step. */
    void expect(int rows) {
        this.rows = rows;
        if (errors.length < rows) {
            errors = new float[rows][vocabulary];
            read = new long[rows];
        }
    }

    /**
     * Returns where the errors of one character belong, {@code [vocabulary]}: softmax less one-hot, to be overwritten. Several threads may
     * ask at once, each for rows of its own.
     *
     * @param row of the step, below what is expected
     * @param recent the characters before
     */
    float[] errors(int row, long recent) {
        read[row] = recent;
        return errors[row];
    }

    /**
     * Learns from the step's errors, row by row: {@code logit -= rate * error / sqrt(squares)}, where the squares' sum begins with
     * {@link #FIRST_SQUARES} and has the error's own.
     */
    void update(double rate) {
        if (squares.length == 0) {
            squares = new float[logits.length];
        }
        for (int row = 0; row < rows; row++) {
            int count = wrong(errors[row]);
            for (int characters = 1; characters <= length; characters++) {
                update(errors[row], count, row(read[row], characters), (float) rate);
            }
        }
        rows = 0;
    }

    /** Finds the ids that the softmax is off at; returns how many. */
    private int wrong(float[] error) {
        int count = 0;
        for (int id = 0; id < vocabulary; id++) {
            if (Math.abs(error[id]) > LEAST_ERROR) {
                wrong[count++] = id;
            }
        }
        return count;
    }

    private void update(float[] error, int count, int row, float rate) {
        for (int i = 0; i < count; i++) {
            float e = error[wrong[i]];
            int at = row + wrong[i];
            squares[at] += e * e;
            logits[at] -= rate * e / (float) Math.sqrt(squares[at] + FIRST_SQUARES);
        }
    }

    /** Returns a copy, {@code [length][2^bits]}. */
    INDArray logits() {
        return Nd4j.create(logits, new long[] {length, 1L << bits}, 'c');
    }

    /** Returns a copy of the sums of squares, as {@link #logits()}. */
    INDArray squares() {
        return Nd4j.create(
                squares.length == 0 ? new float[logits.length] : squares, new long[] {length, 1L << bits}, 'c');
    }

    /** Takes over sums of squares, as {@link #squares()} gives them. */
    void squares(INDArray from) {
        squares = Tensors.floats(from);
    }

    /** Takes over logits, as {@link #logits()} gives them. */
    void logits(INDArray from) {
        System.arraycopy(Tensors.floats(from), 0, logits, 0, logits.length);
    }

    void assign(ContextTable other) {
        System.arraycopy(other.logits, 0, logits, 0, logits.length);
    }

    float[] values() {
        return logits;
    }
}
