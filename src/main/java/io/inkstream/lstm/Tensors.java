package io.inkstream.lstm;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The arithmetic of this room on ND4J, always on one thread: how a sum is split over threads decides its last bits, and the
 * same text must give the same weights anywhere. Arrays are row-major throughout.
 */
final class Tensors {

    static {
        // Environment.setMaxThreads does nothing after ND4J's thread pool has started. What its loops ask is how many
        // threads
        // a master may use and whether an array is large enough to be split.
        var environment = Nd4j.getEnvironment();
        environment.setMaxMasterThreads(1);
        environment.setElementwiseThreshold(Integer.MAX_VALUE);
        environment.setTadThreshold(Integer.MAX_VALUE);
        Nd4j.factory().blas().setMaxThreads(1);
        if (environment.maxMasterThreads() != 1 || Nd4j.factory().blas().getMaxThreads() != 1) {
            throw new IllegalStateException("ND4J must compute on 1 thread, so that results are the same everywhere: "
                    + environment.maxMasterThreads() + " threads, BLAS "
                    + Nd4j.factory().blas().getMaxThreads());
        }
    }

    private Tensors() {}

    /** Pins ND4J to one thread, if it is not yet. OpenMP keeps its number for each thread that calls, the rest is global. */
    static void pinThread() {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    /** Returns zeros of a shape, row-major. */
    static INDArray zeros(DataType type, long... shape) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException("data type must be FLOAT or DOUBLE: " + type);
        }
        return Nd4j.create(type, shape, 'c');
    }

    /** Returns a copy, row-major whatever the order of the array. */
    static INDArray copy(INDArray array) {
        return array.dup('c');
    }

    /** Returns rows {@code [from, to)} of a matrix as a view. */
    static INDArray rows(INDArray matrix, long from, long to) {
        return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
    }

    /** Returns columns {@code [from, to)} of a matrix as a view. */
    static INDArray columns(INDArray matrix, long from, long to) {
        return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    /** into = left × right + keep × into; all row-major, left and right as they are. */
    static void multiply(INDArray left, INDArray right, INDArray into, double keep) {
        gemm(left, false, right, false, into, keep);
    }

    /** into = left × rightᵀ + keep × into. */
    static void multiplyTransposed(INDArray left, INDArray right, INDArray into, double keep) {
        gemm(left, false, right, true, into, keep);
    }

    /** into = leftᵀ × right. */
    static void transposedMultiply(INDArray left, INDArray right, INDArray into) {
        gemm(left, true, right, false, into, 0);
    }

    /** BLAS is column-major: a row-major product is the product of the transposes, exchanged. */
    private static void gemm(
            INDArray left,
            boolean leftTransposed,
            INDArray right,
            boolean rightTransposed,
            INDArray into,
            double keep) {
        Nd4j.gemm(right, left, into.transpose(), !rightTransposed, !leftTransposed, 1, keep);
    }

    /** y += alpha × x, element by element. */
    static void addScaled(double alpha, INDArray x, INDArray y) {
        Nd4j.getBlasWrapper().level1().axpy(x.length(), alpha, x, y);
    }

    static void sigmoid(INDArray inPlace) {
        Nd4j.getExecutioner().exec(new Sigmoid(inPlace, inPlace));
    }

    static void tanh(INDArray from, INDArray into) {
        Nd4j.getExecutioner().exec(new Tanh(from, into));
    }

    /** Returns the elements in row-major order. */
    static float[] floats(INDArray array) {
        return array.ordering() == 'c' && !array.isView()
                ? array.data().asFloat()
                : array.dup('c').data().asFloat();
    }

    /** Returns a row of a row-major matrix. */
    static float[] row(INDArray matrix, long row) {
        var values = new float[(int) matrix.size(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = matrix.getFloat(row, i);
        }
        return values;
    }

    /**
     * Requires an array of a shape.
     *
     * @throws IllegalArgumentException if the array is missing or has another shape; the message has name, expected and found
     */
    static INDArray requireShape(String name, INDArray array, long... shape) {
        if (array == null) {
            throw new IllegalArgumentException(
                    "array " + name + " of shape " + Arrays.toString(shape) + " must be there: missing");
        }
        if (!Arrays.equals(array.shape(), shape)) {
            throw new IllegalArgumentException("array " + name + " must have shape " + Arrays.toString(shape) + ": "
                    + Arrays.toString(array.shape()));
        }
        return array;
    }
}
