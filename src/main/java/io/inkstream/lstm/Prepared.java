package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The weights as a step of training multiplies with them. */
final class Prepared implements AutoCloseable {

    private final int vocabulary;
    private final Transposed output;
    final List<PreparedLayer> layers = new ArrayList<>();
    final float[] outputBiases; // [vocabulary]

    Prepared(NetworkShape shape) {
        vocabulary = shape.vocabulary();
        output = new Transposed(shape.width(), vocabulary);
        outputBiases = new float[vocabulary];
        for (int index = 0; index < shape.layers(); index++) {
            layers.add(new PreparedLayer(shape, index));
        }
    }

    /** Copies the weights, each thread a part of them. */
    void take(Parameters weights, Crew crew) {
        int parts = crew.threads();
        var from = weights.read();
        Blas.pointer(from.outputBiases()).get(outputBiases);
        for (int index = 0; index < layers.size(); index++) {
            layers.get(index).take(from.layers().get(index), crew);
        }
        output.copy(from.output(), 0, 1);
        output.transpose(0, 1);
    }

    /** A layer's columns of the weights from outputs to logits, {@code [vocabulary][nodes]}. */
    Blas.Matrix byCharacter(int index, int nodes) {
        return new Blas.Matrix(Blas.from(output.columns, (long) index * nodes), nodes * layers.size());
    }

    @Override
    public void close() {
        layers.forEach(PreparedLayer::close);
        output.close();
    }

    /**
     * A matrix and its transpose: nodes along the rows and lanes along the columns, because OpenBLAS then copies the large matrix
     * in the order in which it is stored: 85 instead of 63 GFLOP/s for 32 lanes.
     */
    static final class Transposed implements AutoCloseable {

        /** Rows of the transposed matrix that are made at once; 16 floats are a line of cache. */
        private static final int BLOCK = 16;

        private final int height;
        private final int width;
        private final float[] rows; // [height][width]
        final FloatPointer columns; // [width][height]

        Transposed(int height, int width) {
            this.height = height;
            this.width = width;
            rows = new float[Math.multiplyExact(height, width)];
            columns = new FloatPointer((long) rows.length);
        }

        /** Copies a part of the elements. */
        void copy(INDArray from, int part, int parts) {
            int begin = (int) ((long) rows.length * part / parts);
            int end = (int) ((long) rows.length * (part + 1) / parts);
            Blas.from(Blas.pointer(from), begin).get(rows, begin, end - begin);
        }

        /** Makes the part's rows of the transposed matrix, of elements that are all copied. */
        void transpose(int part, int parts) {
            int blocks = (width + BLOCK - 1) / BLOCK;
            var turned = new float[BLOCK][height];
            for (int block = blocks * part / parts; block < blocks * (part + 1) / parts; block++) {
                int first = block * BLOCK;
                int count = Math.min(BLOCK, width - first);
                Lanes.split(rows, first, count, width, turned, height);
                for (int row = 0; row < count; row++) {
                    Blas.from(columns, (long) (first + row) * height).put(turned[row]);
                }
            }
        }

        @Override
        public void close() {
            columns.close();
        }
    }
}
