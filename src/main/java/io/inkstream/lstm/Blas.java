package io.inkstream.lstm;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The BLAS below ND4J on float32 outside the heap, row-major, each call on the thread that makes it. */
final class Blas {

    private Blas() {}

    /** A matrix within a buffer: where it starts, how far apart its rows are, and whether its transpose is meant. */
    record Matrix(FloatPointer at, int width, boolean turned) {

        Matrix transposed() {
            return new Matrix(at, width, !turned);
        }

        /** What is right of a column, itself among it. */
        Matrix from(int column) {
            return column == 0 ? this : new Matrix(Blas.from(at, column), width, turned);
        }

        /** What is below a row, itself among it. */
        Matrix fromRow(int row) {
            return row == 0 ? this : new Matrix(Blas.from(at, (long) row * width), width, turned);
        }

        private int order() {
            return turned ? CblasTrans : CblasNoTrans;
        }
    }

    /** Returns the elements of a whole array that is no view. */
    static FloatPointer pointer(INDArray array) {
        return (FloatPointer) array.data().addressPointer();
    }

    /** Returns a whole array that is no view, as a matrix. */
    static Matrix matrix(INDArray array) {
        return new Matrix(pointer(array), (int) array.size(1), false);
    }

    /** Returns the elements from an index on. The pointer does not own them. */
    static FloatPointer from(FloatPointer buffer, long index) {
        return new FloatPointer(buffer).position(buffer.position() + index);
    }

    /** into = left × right + keep × into; left is {@code [rows][inner]}, right {@code [inner][columns]}. */
    static void multiply(Matrix left, Matrix right, Matrix into, int rows, int columns, int inner, float keep) {
        cblas_sgemm(
                CblasRowMajor,
                left.order(),
                right.order(),
                rows,
                columns,
                inner,
                1,
                left.at,
                left.width,
                right.at,
                right.width,
                keep,
                into.at,
                into.width);
    }

    /** y[from..from+count) += x[from..from+count). */
    static void add(FloatPointer x, FloatPointer y, long from, int count) {
        cblas_saxpy(count, 1, from(x, from), 1, from(y, from), 1);
    }
}
