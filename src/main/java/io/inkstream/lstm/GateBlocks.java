package io.inkstream.lstm;

import io.inkstream.lstm.Blas.Matrix;
import java.util.Arrays;

/**
 * Square matrices, one for each gate, as the right factors of products with a row for each lane. OpenBLAS copies what it multiplies,
 * unless rows × columns × inner is at most a million; with few lanes that takes as long as half of the product. So a matrix lies in panels
 * of columns, of which it is given so many rows at a time that it multiplies them where they are: 85 instead of 37 to 77 GFLOP/s for 32 lanes
 * and 512 nodes.
 */
final class GateBlocks implements AutoCloseable {

    /** Columns of a panel, but for the last. */
    static final int COLUMNS = 64;

    private static final int ROWS = 2 * COLUMNS;

    private final int nodes;
    private final OffHeap elements; // [i f c o][panel][nodes][up to COLUMNS]
    private final Matrix[][][] blocks; // [i f c o][panel][rows/ROWS]

    GateBlocks(int nodes) {
        this.nodes = nodes;
        elements = new OffHeap(4L * nodes * nodes);
        blocks = new Matrix[4][(nodes + COLUMNS - 1) / COLUMNS][(nodes + ROWS - 1) / ROWS];
        for (int gate = 0; gate < 4; gate++) {
            for (int panel = 0; panel < blocks[gate].length; panel++) {
                int column = panel * COLUMNS;
                int width = width(column);
                int begin = begin(gate, column);
                Arrays.setAll(
                        blocks[gate][panel], block -> elements.matrix(begin + (long) block * ROWS * width, width));
            }
        }
    }

    private int begin(int gate, int column) {
        return (gate * nodes + column) * nodes;
    }

    private int width(int column) {
        return Math.min(COLUMNS, nodes - column);
    }

    /** Takes rows of a panel over, from a row on, which are all elements of an array before an index. */
    void put(int gate, int row, int column, float[] rows, int end) {
        elements.put(begin(gate, column) + row * width(column), rows, 0, end);
    }

    /** into = left × a gate's matrix + keep × into, for so many rows of {@code nodes}. */
    void multiply(Matrix left, int gate, Matrix into, int rows, float keep) {
        for (int panel = 0; panel < blocks[gate].length; panel++) {
            int column = panel * COLUMNS;
            var block = blocks[gate][panel];
            for (int k = 0; k < block.length; k++) {
                int inner = Math.min(ROWS, nodes - k * ROWS);
                Blas.multiply(
                        left.from(k * ROWS),
                        block[k],
                        into.from(column),
                        rows,
                        width(column),
                        inner,
                        k == 0 ? keep : 1);
            }
        }
    }

    @Override
    public void close() {
        elements.close();
    }
}
