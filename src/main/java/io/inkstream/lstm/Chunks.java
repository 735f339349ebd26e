package io.inkstream.lstm;

import java.util.List;
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
        var elements = arrays.stream().map(array -> array.data().asNioFloat()).toList();
        int length = (int) arrays.get(0).length();
        for (int from = 0; from < length; from += SIZE) {
            int count = Math.min(SIZE, length - from);
            for (int i = 0; i < elements.size(); i++) {
                elements.get(i).get(from, scratch[i], 0, count);
            }
            work.on(scratch, count);
            for (int i = 0; i < written; i++) {
                elements.get(i).put(from, scratch[i], 0, count);
            }
        }
    }
}
