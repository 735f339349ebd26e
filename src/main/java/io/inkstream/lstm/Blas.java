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

    /** A matrix within a buffer: where it starts and how far apart its rows are. */
    record Matrix(FloatPointer at, int width) {}

    /** Returns the elements of a whole array that is no view. */
    static FloatPointer pointer(INDArray array) {
        return (FloatPointer) array.data().addressPointer();
    }

    /** Returns the elements from an index on. The pointer does not own them. */
    static FloatPointer from(FloatPointer buffer, long index) {
        return new FloatPointer(buffer).position(buffer.position() + index);
    }

    /** into = left × right + keep × into; left is {@code [rows][inner]}. */
    static void multiply(Matrix left, Matrix right, Matrix into, int rows, int columns, int inner, float keep) {
        cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasNoTrans,
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

    /** into = left × rightᵀ + keep × into; left is {@code [rows][inner]}, right {@code [columns][inner]}. */
    static void multiplyTransposed(
            Matrix left, Matrix right, Matrix into, int rows, int columns, int inner, float keep) {
        cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasTrans,
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
