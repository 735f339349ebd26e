package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The weights as a step of training multiplies with them. */
final class Prepared implements AutoCloseable {

    private final Transposed output;
    final List<PreparedLayer> layers = new ArrayList<>();
    final float[] outputBiases; // [vocabulary]

    Prepared(NetworkShape shape) {
        var scratch = new Scratch();
        output = new Transposed(shape.width(), shape.vocabulary(), scratch);
        outputBiases = new float[shape.vocabulary()];
        for (int index = 0; index < shape.layers(); index++) {
            layers.add(new PreparedLayer(shape, index, scratch));
        }
    }

    /** Copies the weights, each thread a part of them. */
    void take(Parameters weights, Crew crew) {
        var from = weights.read();
        Blas.pointer(from.outputBiases()).get(outputBiases);
        for (int index = 0; index < layers.size(); index++) {
            layers.get(index).take(from.layers().get(index), crew);
        }
        output.take(from.output(), crew);
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

    /** For all matrices, one after the other: little enough to stay in the second cache. */
    static final class Scratch {
        private float[] rows = {}; // [height][width]
        private float[] turned = {}; // [width][height]

        private void reserve(int length) {
            if (rows.length < length) {
                rows = new float[length];
                turned = new float[length];
            }
        }
    }

    /**
     * A matrix and its transpose: nodes along the rows and lanes along the columns, because OpenBLAS then copies the large matrix
     * in the order in which it is stored: 85 instead of 63 GFLOP/s for 32 lanes. Copied as a whole and turned in the heap: a call for
     * each row would take longer than the copy.
     */
    static final class Transposed implements AutoCloseable {

        private final int height;
        private final int width;
        private final Scratch scratch;
        final FloatPointer columns; // [width][height]

        Transposed(int height, int width, Scratch scratch) {
            this.height = height;
            this.width = width;
            this.scratch = scratch;
            scratch.reserve(Math.multiplyExact(height, width));
            columns = new FloatPointer((long) height * width);
        }

        void take(INDArray from, Crew crew) {
            int parts = crew.partsOf((long) height * width);
            crew.run(parts, part -> copy(from, part, parts));
            crew.run(parts, part -> transpose(part, parts));
        }

        private void copy(INDArray from, int part, int parts) {
            int begin = height * part / parts * width;
            int end = height * (part + 1) / parts * width;
            Blas.from(Blas.pointer(from), begin).get(scratch.rows, begin, end - begin);
        }

        /** Makes the part's rows of the transposed matrix, of elements that are all copied. */
        private void transpose(int part, int parts) {
            int begin = width * part / parts;
            int end = width * (part + 1) / parts;
            Lanes.turn(scratch.rows, height, width, scratch.turned, begin, end);
            Blas.from(columns, (long) begin * height).put(scratch.turned, begin * height, (end - begin) * height);
        }

        @Override
        public void close() {
            columns.close();
        }
    }
}
