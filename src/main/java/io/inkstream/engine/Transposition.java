package io.inkstream.engine;

/** Copies of matrices with rows and columns exchanged. */
final class Transposition {

    private Transposition() {}

    /**
     * into[column][row] = from[row][column] for some columns. Four rows at a time: their elements lie side by side in the result.
     *
     * @param from row-major
     * @param at where row 0 begins
     * @param stride how far apart rows of from are
     * @param intoAt where row 0 of the result begins
     * @param intoStride how far apart rows of the result are
     */
    static void copy(
            float[] from, int at, int stride, int rows, int begin, int end, float[] into, int intoAt, int intoStride) {
        int row = 0;
        for (; row + 3 < rows; row += 4) {
            int a = at + row * stride;
            int b = a + stride;
            int c = b + stride;
            int d = c + stride;
            int to = intoAt + begin * intoStride + row;
            for (int column = begin; column < end; column++) {
                into[to] = from[a + column];
                into[to + 1] = from[b + column];
                into[to + 2] = from[c + column];
                into[to + 3] = from[d + column];
                to += intoStride;
            }
        }
        for (; row < rows; row++) {
            for (int column = begin; column < end; column++) {
                into[intoAt + column * intoStride + row] = from[at + row * stride + column];
            }
        }
    }
}
