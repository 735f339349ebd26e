package io.inkstream.lstm;

/**
 * The product of a few rows with a matrix, in Java alone: sums of the matrix's rows, each scaled by one element of the row on the
 * left. An element of the result is one chain of fused multiply-adds in the order of the matrix's rows, however many rows are on the
 * left: so its bits depend on nothing beside it, and since {@link Math#fma} rounds once on every processor, they are the same on
 * each. C2 turns the loop into vector instructions; a processor without fused multiply-add gets the same bits, but very slowly.
 */
final class RowProduct {

    /** Columns that are summed at a time, so that four rows of them stay in the first cache. */
    private static final int COLUMNS = 1024;

    private RowProduct() {}

    /**
     * into += left × right for some rows of left. Two lanes at a time, four rows of the matrix, which are read once for both: with
     * a third lane or a fifth row C2 does not vectorise, nor where there is a choice within the loops. It makes as much of them only by
     * themselves: as one method they are too long to be put into another.
     *
     * @param left {@code [lanes][rows]}
     * @param right {@code [rows][columns]}
     * @param into {@code [lanes][columns]}
     * @param from the first lane
     * @param to the lane behind the last; behind an odd one there must be a spare row on both sides, which is computed too
     */
    static void add(float[][] left, float[][] right, float[][] into, int from, int to, int columns) {
        for (int begin = 0; begin < columns; begin += COLUMNS) {
            int end = Math.min(columns, begin + COLUMNS);
            int k = 0;
            for (; k + 3 < right.length; k += 4) {
                float[] w = right[k];
                float[] x = right[k + 1];
                float[] y = right[k + 2];
                float[] z = right[k + 3];
                for (int lane = from; lane < to; lane += 2) {
                    float[] one = left[lane];
                    float[] other = left[lane + 1];
                    float a = one[k];
                    float b = one[k + 1];
                    float c = one[k + 2];
                    float d = one[k + 3];
                    float a2 = other[k];
                    float b2 = other[k + 1];
                    float c2 = other[k + 2];
                    float d2 = other[k + 3];
                    float[] sum = into[lane];
                    float[] sum2 = into[lane + 1];
                    for (int j = begin; j < end; j++) {
                        float p = w[j];
                        float q = x[j];
                        float r = y[j];
                        float s = z[j];
                        sum[j] = Math.fma(d, s, Math.fma(c, r, Math.fma(b, q, Math.fma(a, p, sum[j]))));
                        sum2[j] = Math.fma(d2, s, Math.fma(c2, r, Math.fma(b2, q, Math.fma(a2, p, sum2[j]))));
                    }
                }
            }
            for (; k < right.length; k++) {
                for (int lane = from; lane < to; lane++) {
                    addRow(left[lane][k], right[k], into[lane], begin, end);
                }
            }
        }
    }

    private static void addRow(float factor, float[] row, float[] into, int begin, int end) {
        for (int j = begin; j < end; j++) {
            into[j] = Math.fma(factor, row[j], into[j]);
        }
    }
}
