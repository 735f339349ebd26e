package io.inkstream.lstm;

/**
 * The product of matrices, in Java alone: sums of the right one's rows, each scaled by one element of the left. An element of the
 * result is one chain of fused multiply-adds in the order of those rows, whatever else is computed with it: so its bits depend on
 * nothing beside it, and since {@link Math#fma} rounds once on every processor, they are the same on each. C2 turns the loop into
 * vector instructions; a processor without fused multiply-add gets the same bits, but very slowly.
 */
final class RowProduct {

    /** Columns that are summed at a time, so that four rows of them stay in the first cache. */
    private static final int COLUMNS = 1024;

    private RowProduct() {}

    /** Some of the rows or columns of a matrix: from the first to the one before the end. */
    record Range(int from, int to) {

        static Range first(int count) {
            return new Range(0, count);
        }

        /** A part of as many as there are; all parts but the last begin and end at even places. */
        Range part(int part, int parts) {
            int pairs = (to - from + 1) / 2;
            return new Range(
                    from + 2 * (int) ((long) pairs * part / parts),
                    Math.min(to, from + 2 * (int) ((long) pairs * (part + 1) / parts)));
        }
    }

    /**
     * into += left × right for some rows of left and into, of all columns from a range, summed over a range.
     *
     * @param left {@code [rows][inner]}
     * @param right {@code [inner][columns]}
     * @param into {@code [rows][columns]}
     * @param rows of left and into; behind an odd number of them both must have a spare one, which is computed too
     * @param inner what is summed over
     */
    static void add(float[][] left, float[][] right, float[][] into, Range rows, Range inner, Range columns) {
        int fours = inner.from + (inner.to - inner.from) / 4 * 4;
        addFours(left, right, into, rows.from, rows.to, inner.from, fours, columns.from, columns.to);
        addRest(left, right, into, rows.from, rows.to, fours, inner.to, columns.from, columns.to);
    }

    /**
     * Two rows on the left at a time, four on the right, which are read once for both. What C2 makes of it hangs on its shape: with a
     * third or a fifth row, a choice within the loops, or a further loop beside them it leaves vector instructions out.
     */
    private static void addFours(
            float[][] left,
            float[][] right,
            float[][] into,
            int firstRow,
            int rowEnd,
            int inner,
            int innerEnd,
            int column,
            int columnEnd) {
        for (int begin = column; begin < columnEnd; begin += COLUMNS) {
            int end = Math.min(columnEnd, begin + COLUMNS);
            for (int k = inner; k < innerEnd; k += 4) {
                float[] w = right[k];
                float[] x = right[k + 1];
                float[] y = right[k + 2];
                float[] z = right[k + 3];
                for (int row = firstRow; row < rowEnd; row += 2) {
                    float[] one = left[row];
                    float[] other = left[row + 1];
                    float a = one[k];
                    float b = one[k + 1];
                    float c = one[k + 2];
                    float d = one[k + 3];
                    float a2 = other[k];
                    float b2 = other[k + 1];
                    float c2 = other[k + 2];
                    float d2 = other[k + 3];
                    float[] sum = into[row];
                    float[] sum2 = into[row + 1];
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
        }
    }

    private static void addRest(
            float[][] left,
            float[][] right,
            float[][] into,
            int firstRow,
            int rowEnd,
            int inner,
            int innerEnd,
            int column,
            int columnEnd) {
        for (int k = inner; k < innerEnd; k++) {
            for (int row = firstRow; row < rowEnd; row++) {
                addRow(left[row][k], right[k], into[row], column, columnEnd);
            }
        }
    }

    private static void addRow(float factor, float[] row, float[] into, int begin, int end) {
        for (int j = begin; j < end; j++) {
            into[j] = Math.fma(factor, row[j], into[j]);
        }
    }
}
