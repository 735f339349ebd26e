package io.inkstream.model;

import java.util.Arrays;

/**
 * Some columns of a matrix, which have a name of their own in a checkpoint.
 *
 * @param from the first
 * @param count how many
 */
public record Columns(Matrix of, int from, int count) {

    static Columns all(Matrix matrix) {
        return new Columns(matrix, 0, matrix.columns());
    }

    int rows() {
        return of.rows();
    }

    void set(int row, int column, float value) {
        of.elements()[row * of.columns() + from + column] = value;
    }

    public void fill(float value) {
        for (int row = 0; row < of.rows(); row++) {
            int at = row * of.columns() + from;
            Arrays.fill(of.elements(), at, at + count, value);
        }
    }

    /** Returns a copy, {@code [rows][count]}. */
    float[] copy() {
        var copy = new float[of.rows() * count];
        for (int row = 0; row < of.rows(); row++) {
            System.arraycopy(of.elements(), row * of.columns() + from, copy, row * count, count);
        }
        return copy;
    }

    /** Takes over values, {@code [rows][count]}. */
    void assign(float[] values) {
        for (int row = 0; row < of.rows(); row++) {
            System.arraycopy(values, row * count, of.elements(), row * of.columns() + from, count);
        }
    }
}
