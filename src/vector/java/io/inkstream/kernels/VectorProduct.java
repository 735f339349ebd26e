package io.inkstream.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernels#addProduct} with sums in registers: blocks of four rows by four vectors of columns, so that each load of the right serves
 * four multiply-adds. What does not fill a block is done in smaller ones; columns behind the last whole vector in one that overlaps
 * with it, computed before the others and put down after them.
 */
final class VectorProduct {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int L = SPECIES.length();
    private static final int WIDE = 4 * L;
    private static final int WIDEST = 8 * L;

    private VectorProduct() {}

    static void add(Block left, Block right, Block into, int rows, int inner, int columns) {
        int row = 0;
        for (; row + 3 < rows; row += 4) {
            addRows(left.from(row, 0), right, into.from(row, 0), 4, inner, columns);
        }
        if (row + 1 < rows) {
            addRows(left.from(row, 0), right, into.from(row, 0), 2, inner, columns);
            row += 2;
        }
        if (row < rows) {
            addRows(left.from(row, 0), right, into.from(row, 0), 1, inner, columns);
        }
    }

    /** One, two or four rows. */
    private static void addRows(Block left, Block right, Block into, int rows, int inner, int columns) {
        int rest = columns % L;
        if (columns < L) {
            ScalarProduct.add(left, right, into, rows, inner, columns);
            return;
        }
        var last = new float[rest == 0 ? 0 : rows * L];
        if (rest > 0) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(into.elements(), into.at() + row * into.rowStride() + columns - L, last, row * L, L);
            }
            add1(left, right.from(0, columns - L), Block.rows(last, L), rows, inner);
        }
        int column = 0;
        if (rows == 1) {
            for (; column + WIDEST <= columns; column += WIDEST) {
                add1x8(left, right.from(0, column), into.from(0, column), inner);
            }
        } else {
            for (; column + WIDE <= columns; column += WIDE) {
                if (rows == 4) {
                    add4x4(left, right.from(0, column), into.from(0, column), inner);
                } else {
                    add2x4(left, right.from(0, column), into.from(0, column), inner);
                }
            }
        }
        for (; column + L <= columns; column += L) {
            add1(left, right.from(0, column), into.from(0, column), rows, inner);
        }
        for (int row = 0; rest > 0 && row < rows; row++) {
            System.arraycopy(last, row * L, into.elements(), into.at() + row * into.rowStride() + columns - L, L);
        }
    }

    /** Some rows, one vector of columns. */
    private static void add1(Block left, Block right, Block into, int rows, int inner) {
        if (rows == 4) {
            add4x1(left, right, into, inner);
        } else {
            for (int row = 0; row < rows; row++) {
                add1x1(left.from(row, 0), right, into.from(row, 0), inner);
            }
        }
    }

    private static void add4x4(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        int r1 = left.rowStride();
        int r2 = 2 * r1;
        int r3 = 3 * r1;
        int ak = left.columnStride();
        float[] b = right.elements();
        int bk = right.rowStride();
        float[] c = into.elements();
        int c0 = into.at();
        int c1 = c0 + into.rowStride();
        int c2 = c1 + into.rowStride();
        int c3 = c2 + into.rowStride();
        var s00 = FloatVector.fromArray(SPECIES, c, c0);
        var s01 = FloatVector.fromArray(SPECIES, c, c0 + L);
        var s02 = FloatVector.fromArray(SPECIES, c, c0 + 2 * L);
        var s03 = FloatVector.fromArray(SPECIES, c, c0 + 3 * L);
        var s10 = FloatVector.fromArray(SPECIES, c, c1);
        var s11 = FloatVector.fromArray(SPECIES, c, c1 + L);
        var s12 = FloatVector.fromArray(SPECIES, c, c1 + 2 * L);
        var s13 = FloatVector.fromArray(SPECIES, c, c1 + 3 * L);
        var s20 = FloatVector.fromArray(SPECIES, c, c2);
        var s21 = FloatVector.fromArray(SPECIES, c, c2 + L);
        var s22 = FloatVector.fromArray(SPECIES, c, c2 + 2 * L);
        var s23 = FloatVector.fromArray(SPECIES, c, c2 + 3 * L);
        var s30 = FloatVector.fromArray(SPECIES, c, c3);
        var s31 = FloatVector.fromArray(SPECIES, c, c3 + L);
        var s32 = FloatVector.fromArray(SPECIES, c, c3 + 2 * L);
        var s33 = FloatVector.fromArray(SPECIES, c, c3 + 3 * L);
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            var y0 = FloatVector.fromArray(SPECIES, b, from);
            var y1 = FloatVector.fromArray(SPECIES, b, from + L);
            var y2 = FloatVector.fromArray(SPECIES, b, from + 2 * L);
            var y3 = FloatVector.fromArray(SPECIES, b, from + 3 * L);
            var x = FloatVector.broadcast(SPECIES, a[at]);
            s00 = x.fma(y0, s00);
            s01 = x.fma(y1, s01);
            s02 = x.fma(y2, s02);
            s03 = x.fma(y3, s03);
            x = FloatVector.broadcast(SPECIES, a[at + r1]);
            s10 = x.fma(y0, s10);
            s11 = x.fma(y1, s11);
            s12 = x.fma(y2, s12);
            s13 = x.fma(y3, s13);
            x = FloatVector.broadcast(SPECIES, a[at + r2]);
            s20 = x.fma(y0, s20);
            s21 = x.fma(y1, s21);
            s22 = x.fma(y2, s22);
            s23 = x.fma(y3, s23);
            x = FloatVector.broadcast(SPECIES, a[at + r3]);
            s30 = x.fma(y0, s30);
            s31 = x.fma(y1, s31);
            s32 = x.fma(y2, s32);
            s33 = x.fma(y3, s33);
            at += ak;
            from += bk;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s02.intoArray(c, c0 + 2 * L);
        s03.intoArray(c, c0 + 3 * L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s12.intoArray(c, c1 + 2 * L);
        s13.intoArray(c, c1 + 3 * L);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + L);
        s22.intoArray(c, c2 + 2 * L);
        s23.intoArray(c, c2 + 3 * L);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + L);
        s32.intoArray(c, c3 + 2 * L);
        s33.intoArray(c, c3 + 3 * L);
    }

    private static void add2x4(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        int r1 = left.rowStride();
        int ak = left.columnStride();
        float[] b = right.elements();
        int bk = right.rowStride();
        float[] c = into.elements();
        int c0 = into.at();
        int c1 = c0 + into.rowStride();
        var s00 = FloatVector.fromArray(SPECIES, c, c0);
        var s01 = FloatVector.fromArray(SPECIES, c, c0 + L);
        var s02 = FloatVector.fromArray(SPECIES, c, c0 + 2 * L);
        var s03 = FloatVector.fromArray(SPECIES, c, c0 + 3 * L);
        var s10 = FloatVector.fromArray(SPECIES, c, c1);
        var s11 = FloatVector.fromArray(SPECIES, c, c1 + L);
        var s12 = FloatVector.fromArray(SPECIES, c, c1 + 2 * L);
        var s13 = FloatVector.fromArray(SPECIES, c, c1 + 3 * L);
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            var y0 = FloatVector.fromArray(SPECIES, b, from);
            var y1 = FloatVector.fromArray(SPECIES, b, from + L);
            var y2 = FloatVector.fromArray(SPECIES, b, from + 2 * L);
            var y3 = FloatVector.fromArray(SPECIES, b, from + 3 * L);
            var x = FloatVector.broadcast(SPECIES, a[at]);
            s00 = x.fma(y0, s00);
            s01 = x.fma(y1, s01);
            s02 = x.fma(y2, s02);
            s03 = x.fma(y3, s03);
            x = FloatVector.broadcast(SPECIES, a[at + r1]);
            s10 = x.fma(y0, s10);
            s11 = x.fma(y1, s11);
            s12 = x.fma(y2, s12);
            s13 = x.fma(y3, s13);
            at += ak;
            from += bk;
        }
        s00.intoArray(c, c0);
        s01.intoArray(c, c0 + L);
        s02.intoArray(c, c0 + 2 * L);
        s03.intoArray(c, c0 + 3 * L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s12.intoArray(c, c1 + 2 * L);
        s13.intoArray(c, c1 + 3 * L);
    }

    /** A single row: eight sums, so that none waits for the one before. */
    private static void add1x8(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        int ak = left.columnStride();
        float[] b = right.elements();
        int bk = right.rowStride();
        float[] c = into.elements();
        int to = into.at();
        var s0 = FloatVector.fromArray(SPECIES, c, to);
        var s1 = FloatVector.fromArray(SPECIES, c, to + L);
        var s2 = FloatVector.fromArray(SPECIES, c, to + 2 * L);
        var s3 = FloatVector.fromArray(SPECIES, c, to + 3 * L);
        var s4 = FloatVector.fromArray(SPECIES, c, to + 4 * L);
        var s5 = FloatVector.fromArray(SPECIES, c, to + 5 * L);
        var s6 = FloatVector.fromArray(SPECIES, c, to + 6 * L);
        var s7 = FloatVector.fromArray(SPECIES, c, to + 7 * L);
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            var x = FloatVector.broadcast(SPECIES, a[at]);
            s0 = x.fma(FloatVector.fromArray(SPECIES, b, from), s0);
            s1 = x.fma(FloatVector.fromArray(SPECIES, b, from + L), s1);
            s2 = x.fma(FloatVector.fromArray(SPECIES, b, from + 2 * L), s2);
            s3 = x.fma(FloatVector.fromArray(SPECIES, b, from + 3 * L), s3);
            s4 = x.fma(FloatVector.fromArray(SPECIES, b, from + 4 * L), s4);
            s5 = x.fma(FloatVector.fromArray(SPECIES, b, from + 5 * L), s5);
            s6 = x.fma(FloatVector.fromArray(SPECIES, b, from + 6 * L), s6);
            s7 = x.fma(FloatVector.fromArray(SPECIES, b, from + 7 * L), s7);
            at += ak;
            from += bk;
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + L);
        s2.intoArray(c, to + 2 * L);
        s3.intoArray(c, to + 3 * L);
        s4.intoArray(c, to + 4 * L);
        s5.intoArray(c, to + 5 * L);
        s6.intoArray(c, to + 6 * L);
        s7.intoArray(c, to + 7 * L);
    }

    private static void add4x1(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        int r1 = left.rowStride();
        int r2 = 2 * r1;
        int r3 = 3 * r1;
        int ak = left.columnStride();
        float[] b = right.elements();
        int bk = right.rowStride();
        float[] c = into.elements();
        int c0 = into.at();
        int c1 = c0 + into.rowStride();
        int c2 = c1 + into.rowStride();
        int c3 = c2 + into.rowStride();
        var s0 = FloatVector.fromArray(SPECIES, c, c0);
        var s1 = FloatVector.fromArray(SPECIES, c, c1);
        var s2 = FloatVector.fromArray(SPECIES, c, c2);
        var s3 = FloatVector.fromArray(SPECIES, c, c3);
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            var y = FloatVector.fromArray(SPECIES, b, from);
            s0 = y.fma(FloatVector.broadcast(SPECIES, a[at]), s0);
            s1 = y.fma(FloatVector.broadcast(SPECIES, a[at + r1]), s1);
            s2 = y.fma(FloatVector.broadcast(SPECIES, a[at + r2]), s2);
            s3 = y.fma(FloatVector.broadcast(SPECIES, a[at + r3]), s3);
            at += ak;
            from += bk;
        }
        s0.intoArray(c, c0);
        s1.intoArray(c, c1);
        s2.intoArray(c, c2);
        s3.intoArray(c, c3);
    }

    private static void add1x1(Block left, Block right, Block into, int inner) {
        float[] a = left.elements();
        int ak = left.columnStride();
        float[] b = right.elements();
        int bk = right.rowStride();
        var sum = FloatVector.fromArray(SPECIES, into.elements(), into.at());
        int at = left.at();
        int from = right.at();
        for (int k = 0; k < inner; k++) {
            sum = FloatVector.fromArray(SPECIES, b, from).fma(FloatVector.broadcast(SPECIES, a[at]), sum);
            at += ak;
            from += bk;
        }
        sum.intoArray(into.elements(), into.at());
    }
}
