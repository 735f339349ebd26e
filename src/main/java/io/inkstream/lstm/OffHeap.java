package io.inkstream.lstm;

import io.inkstream.lstm.Blas.Matrix;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Floats outside the heap: for BLAS where they lie, for Java by copies of many at once. A copy through a buffer the JVM makes by itself; one
 * through a pointer is a native call, during which nothing can be collected.
 */
final class OffHeap implements AutoCloseable {

    private final FloatPointer pointer;
    private final FloatBuffer elements;

    /** @throws ArithmeticException if it would be 2 GiB or more, which is more than a buffer spans */
    OffHeap(long length) {
        Math.toIntExact(Math.multiplyExact(length, Float.BYTES));
        pointer = new FloatPointer(length);
        elements = pointer.asBuffer();
    }

    /** A matrix of so wide rows that begins at an index. */
    Matrix matrix(long begin, int width) {
        return new Matrix(Blas.from(pointer, begin), width, false);
    }

    void put(int at, float[] from, int begin, int count) {
        elements.put(at, from, begin, count);
    }

    void get(int at, float[] into, int begin, int count) {
        elements.get(at, into, begin, count);
    }

    @Override
    public void close() {
        pointer.close();
    }
}
