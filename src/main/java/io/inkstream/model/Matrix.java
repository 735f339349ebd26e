package io.inkstream.model;

import io.inkstream.kernels.Block;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Numbers with their shape beside them.
 *
 * @param elements row-major, at least rows × columns; not copied
 */
public record Matrix(int rows, int columns, float[] elements) {

    static Matrix zeros(int rows, int columns) {
        return new Matrix(rows, columns, new float[Math.multiplyExact(rows, columns)]);
    }

    /** Returns it as an operand of kernels. */
    public Block block() {
        return Block.rows(elements, columns);
    }

    /** Returns a copy of a row. */
    public float[] row(int row) {
        return Arrays.copyOfRange(elements, row * columns, (row + 1) * columns);
    }

    /** Sets every element. */
    public void fill(float value) {
        Arrays.fill(elements, value);
    }

    /** Returns a copy of all rows. */
    public float[][] toRows() {
        var copies = new float[rows][];
        Arrays.setAll(copies, this::row);
        return copies;
    }

    /**
     * Takes over values.
     *
     * @param values row-major
     * @throws IllegalArgumentException if there is not one for each element
     */
    public void assign(float[] values) {
        if (values.length != elements.length) {
            throw new IllegalArgumentException("a matrix [%d][%d] must be given %d values: %d"
                    .formatted(rows, columns, elements.length, values.length));
        }
        System.arraycopy(values, 0, elements, 0, values.length);
    }

    public void assign(Matrix other) {
        System.arraycopy(other.elements, 0, elements, 0, elements.length);
    }

    /** Returns a copy for a checkpoint. */
    public INDArray toArray() {
        return Tensors.of(Arrays.copyOf(elements, rows * columns), rows, columns);
    }

    /** Returns a copy of an array with two dimensions, in float32. */
    public static Matrix of(INDArray array) {
        return new Matrix((int) array.size(0), (int) array.size(1), Tensors.floats(array));
    }
}
