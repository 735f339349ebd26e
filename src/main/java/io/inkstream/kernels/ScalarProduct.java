package io.inkstream.kernels;

/**
 * {@link Kernels#addProduct} in plain Java. Sums stay in registers: of four rows and two columns, or of one row and eight, as many as hide
 * how long a multiply-add takes.
 */
final class ScalarProduct {

    private ScalarProduct() {}

    static void add(Block left, Block right, Block into, int rows, int inner, int columns) {
        int row = 0;
        for (; row + 3 < rows; row += 4) {
            int column = 0;
            for (; column + 1 < columns; column += 2) {
                addFourByTwo(left.from(row, 0), right.from(0, column), into.from(row, column), inner);
            }
            for (int rest = row; column < columns && rest < row + 4; rest++) {
                addOne(left.from(rest, 0), right.from(0, column), into.from(rest, column), inner);
            }
        }
        for (; row < rows; row++) {
            int column = 0;
            for (; column + 7 < columns; column += 8) {
                addOneByEight(left.from(row, 0), right.from(0, column), into.from(row, column), inner);
            }
            for (; column < columns; column++) {
                addOne(left.from(row, 0), right.from(0, column), into.from(row, column), inner);
            }
        }
    }

    private static void addFourByTwo(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        int r1 = left.rowStride();
        int r2 = 2 * r1;
        int r3 = 3 * r1;
        float[] b = right.elements();
        float[] c = into.elements();
        int c0 = into.at();
        int c1 = c0 + into.rowStride();
        int c2 = c1 + into.rowStride();
        int c3 = c2 + into.rowStride();
        float s00 = c[c0];
        float s01 = c[c0 + 1];
        float s10 = c[c1];
        float s11 = c[c1 + 1];
        float s20 = c[c2];
        float s21 = c[c2 + 1];
        float s30 = c[c3];
        float s31 = c[c3 + 1];
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            float y0 = b[from];
            float y1 = b[from + 1];
            float x = a[at];
            s00 = Math.fma(x, y0, s00);
            s01 = Math.fma(x, y1, s01);
            x = a[at + r1];
            s10 = Math.fma(x, y0, s10);
            s11 = Math.fma(x, y1, s11);
            x = a[at + r2];
            s20 = Math.fma(x, y0, s20);
            s21 = Math.fma(x, y1, s21);
            x = a[at + r3];
            s30 = Math.fma(x, y0, s30);
            s31 = Math.fma(x, y1, s31);
            at += left.columnStride();
            from += right.rowStride();
        }
        c[c0] = s00;
        c[c0 + 1] = s01;
        c[c1] = s10;
        c[c1 + 1] = s11;
        c[c2] = s20;
        c[c2 + 1] = s21;
        c[c3] = s30;
        c[c3 + 1] = s31;
    }

    private static void addOneByEight(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        float[] b = right.elements();
        float[] c = into.elements();
        int to = into.at();
        float s0 = c[to];
        float s1 = c[to + 1];
        float s2 = c[to + 2];
        float s3 = c[to + 3];
        float s4 = c[to + 4];
        float s5 = c[to + 5];
        float s6 = c[to + 6];
        float s7 = c[to + 7];
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            float x = a[at];
            s0 = Math.fma(x, b[from], s0);
            s1 = Math.fma(x, b[from + 1], s1);
            s2 = Math.fma(x, b[from + 2], s2);
            s3 = Math.fma(x, b[from + 3], s3);
            s4 = Math.fma(x, b[from + 4], s4);
            s5 = Math.fma(x, b[from + 5], s5);
            s6 = Math.fma(x, b[from + 6], s6);
            s7 = Math.fma(x, b[from + 7], s7);
            at += left.columnStride();
            from += right.rowStride();
        }
        c[to] = s0;
        c[to + 1] = s1;
        c[to + 2] = s2;
        c[to + 3] = s3;
        c[to + 4] = s4;
        c[to + 5] = s5;
        c[to + 6] = s6;
        c[to + 7] = s7;
    }

    private static void addOne(Block left, Block right, Block into, int inner) {
        float sum = into.elements()[into.at()];
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            sum = Math.fma(left.elements()[at], right.elements()[from], sum);
            at += left.columnStride();
            from += right.rowStride();
        }
        into.elements()[into.at()] = sum;
    }
}
