package io.inkstream.lstm;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays of one length outside the heap, piece by piece through arrays in the heap, on which loops are vectorised. */
final class Chunks {

    /** Floats of a piece: five of them fit into the second cache. */
    static final int SIZE = 4096;

    /** Works on a piece of each array. */
    interface Work {
        void on(float[][] pieces, int count);
    }

    private Chunks() {}

    /**
     * Hands out pieces in order.
     *
     * @param arrays float32, of one length, no views
     * @param written how many of the first arrays are changed
     */
    static void forEach(List<INDArray> arrays, int written, float[][] scratch, Work work) {
        var pointers = new FloatPointer[arrays.size()];
        var begins = new long[pointers.length];
        for (int i = 0; i < pointers.length; i++) {
            pointers[i] = Blas.pointer(arrays.get(i));
            begins[i] = pointers[i].position();
        }
        long length = arrays.get(0).length();
        for (long from = 0; from < length; from += SIZE) {
            int count = (int) Math.min(SIZE, length - from);
            for (int i = 0; i < pointers.length; i++) {
                pointers[i].position(begins[i] + from).get(scratch[i], 0, count);
            }
            work.on(scratch, count);
            for (int i = 0; i < written; i++) {
                pointers[i].put(scratch[i], 0, count);
            }
        }
    }
}
