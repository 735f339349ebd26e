package io.inkstream.kernels;

/**
 * A matrix within an array: element (row, column) lies at {@code at + row * rowStride + column * columnStride}.
 *
 * @param elements not copied
 * @param at where element (0, 0) lies
 * @param rowStride how far apart rows are
 * @param columnStride how far apart columns are
 */
public record Block(float[] elements, int at, int rowStride, int columnStride) {

    /** A matrix whose rows lie one after the other. */
    public static Block rows(float[] elements, int columns) {
        return new Block(elements, 0, columns, 1);
    }

    /** What is below a row and right of a column, both among it. */
    public Block from(int row, int column) {
        return new Block(elements, at + row * rowStride + column * columnStride, rowStride, columnStride);
    }

    /** The same elements with rows and columns exchanged. */
    public Block transposed() {
        return new Block(elements, at, columnStride, rowStride);
    }
}
