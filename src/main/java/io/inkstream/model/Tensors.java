package io.inkstream.model;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The arithmetic of this room on ND4J, always on one thread: how a sum is split over threads decides its last bits, and the
 * same text must give the same weights anywhere. Arrays are row-major throughout.
 */
public final class Tensors {

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
    public static void pinThread() {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }

    /** Returns zeros of a shape, row-major. */
    public static INDArray zeros(DataType type, long... shape) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException("data type must be FLOAT or DOUBLE: " + type);
        }
        return Nd4j.create(type, shape, 'c');
    }

    /** Returns an array with a copy of these elements, which are in row-major order. Unlike ND4J's own, it copies them all at once. */
    public static INDArray of(float[] elements, long... shape) {
        var array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        array.data().asNioFloat().put(elements, 0, requireAll(elements.length, array));
        Reference.reachabilityFence(array);
        return array;
    }

    /** The same of whole numbers. */
    public static INDArray of(int[] elements, long... shape) {
        var array = Nd4j.createUninitialized(DataType.INT32, shape, 'c');
        array.data().asNioInt().put(elements, 0, requireAll(elements.length, array));
        Reference.reachabilityFence(array);
        return array;
    }

    private static int requireAll(int elements, INDArray array) {
        if (elements != array.length()) {
            throw new IllegalArgumentException("an array of shape " + Arrays.toString(array.shape()) + " must have "
                    + array.length() + " elements: " + elements);
        }
        return elements;
    }

    /** Returns a copy, row-major whatever the order of the array. */
    static INDArray copy(INDArray array) {
        return array.dup('c');
    }

    /** Returns rows {@code [from, to)} of a matrix as a view. ND4J takes no later rows of a view that begins later itself. */
    public static INDArray rows(INDArray matrix, long from, long to) {
        return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
    }

    /** Returns so many rows after so many as views. */
    public static List<INDArray> pieces(INDArray matrix, long rows) {
        var pieces = new ArrayList<INDArray>();
        for (long from = 0; from < matrix.size(0); from += rows) {
            pieces.add(rows(matrix, from, from + rows));
        }
        return pieces;
    }

    /** Returns columns {@code [from, to)} of a matrix as a view. */
    public static INDArray columns(INDArray matrix, long from, long to) {
        return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    /** into = left × right + keep × into. As all products here: whole rows of row-major arrays. */
    public static void multiply(INDArray left, INDArray right, INDArray into, double keep) {
        gemm(left, CblasNoTrans, right, CblasNoTrans, into, keep);
    }

    /** into = left × rightᵀ + keep × into. */
    public static void multiplyTransposed(INDArray left, INDArray right, INDArray into, double keep) {
        gemm(left, CblasNoTrans, right, CblasTrans, into, keep);
    }

    /** into = leftᵀ × right. */
    public static void transposedMultiply(INDArray left, INDArray right, INDArray into) {
        gemm(left, CblasTrans, right, CblasNoTrans, into, 0);
    }

    /** Straight to the BLAS below ND4J, which would wrap each array anew for a column-major call. */
    private static void gemm(INDArray left, int leftMode, INDArray right, int rightMode, INDArray into, double keep) {
        int rows = (int) into.size(0);
        int columns = (int) into.size(1);
        int inner = (int) left.size(leftMode == CblasNoTrans ? 1 : 0);
        int leftWidth = (int) left.size(1);
        int rightWidth = (int) right.size(1);
        var a = left.data().addressPointer();
        var b = right.data().addressPointer();
        var c = into.data().addressPointer();
        if (into.dataType() == DataType.FLOAT) {
            cblas_sgemm(
                    CblasRowMajor,
                    leftMode,
                    rightMode,
                    rows,
                    columns,
                    inner,
                    1,
                    (FloatPointer) a,
                    leftWidth,
                    (FloatPointer) b,
                    rightWidth,
                    (float) keep,
                    (FloatPointer) c,
                    columns);
        } else {
            cblas_dgemm(
                    CblasRowMajor,
                    leftMode,
                    rightMode,
                    rows,
                    columns,
                    inner,
                    1,
                    (DoublePointer) a,
                    leftWidth,
                    (DoublePointer) b,
                    rightWidth,
                    keep,
                    (DoublePointer) c,
                    columns);
        }
    }

    /** Returns a column of ones, which times a row of biases adds them to every row. */
    public static INDArray ones(DataType type, long rows) {
        return zeros(type, rows, 1).assign(1);
    }

    /** x *= factor. */
    public static void scale(double factor, INDArray x) {
        Nd4j.getBlasWrapper().level1().scal(x.length(), factor, x);
    }

    /** Returns a copy of the elements in row-major order. */
    public static float[] floats(INDArray array) {
        var rows = isRowMajor(array) ? array : array.dup('c');
        if (array.dataType() != DataType.FLOAT) {
            return rows.data().asFloat();
        }
        var floats = new float[(int) array.length()];
        rows.data().asNioFloat().get(0, floats);
        Reference.reachabilityFence(rows);
        return floats;
    }

    /** The same of an array of int32. */
    public static int[] ints(INDArray array) {
        var rows = isRowMajor(array) ? array : array.dup('c');
        var ints = new int[(int) array.length()];
        rows.data().asNioInt().get(0, ints);
        Reference.reachabilityFence(rows);
        return ints;
    }

    private static boolean isRowMajor(INDArray array) {
        return array.ordering() == 'c' && !array.isView();
    }

    /** Returns a row of a row-major matrix. */
    public static float[] row(INDArray matrix, long row) {
        var values = new float[(int) matrix.size(1)];
        if (matrix.dataType() == DataType.FLOAT) {
            matrix.data().asNioFloat().get((int) (matrix.offset() + row * values.length), values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = matrix.getFloat(row, i);
            }
        }
        return values;
    }

    /**
     * Requires an array of a shape.
     *
     * @throws IllegalArgumentException if the array is missing or has another shape; the message has name, expected and found
     */
    public static INDArray requireShape(String name, INDArray array, long... shape) {
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
