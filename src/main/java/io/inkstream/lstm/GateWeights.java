package io.inkstream.lstm;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weights into the gates as a step of training multiplies with them, forward and, turned, on the way back. */
final class GateWeights implements AutoCloseable {

    private static final int SIZE = GateBlocks.COLUMNS;

    private final int nodes;
    private final Tiles tiles;
    final GateBlocks forward;
    final GateBlocks back;

    /** Squares of a matrix on their way, one for each thread: they stay in the first cache while they are turned. */
    static final class Tiles {
        private final float[][] straight;
        private final float[][] turned;

        Tiles(int threads) {
            straight = new float[threads][SIZE * SIZE];
            turned = new float[threads][SIZE * SIZE];
        }
    }

    GateWeights(int nodes, Tiles tiles) {
        this.nodes = nodes;
        this.tiles = tiles;
        forward = new GateBlocks(nodes);
        back = new GateBlocks(nodes);
    }

    /** Copies them from {@code [nodes][4*nodes]}, each thread a part. */
    void take(INDArray from, Crew crew) {
        int across = (nodes + SIZE - 1) / SIZE;
        int count = 4 * across * across;
        int parts = crew.partsOf(4L * nodes * nodes);
        crew.run(parts, part -> {
            var elements = from.data().asNioFloat();
            for (int tile = count * part / parts; tile < count * (part + 1) / parts; tile++) {
                take(elements, tile / across / across, tile / across % across * SIZE, tile % across * SIZE, part);
            }
        });
    }

    private void take(FloatBuffer from, int gate, int row, int column, int thread) {
        float[] straight = tiles.straight[thread];
        float[] turned = tiles.turned[thread];
        int height = Math.min(SIZE, nodes - row);
        int width = Math.min(SIZE, nodes - column);
        for (int i = 0; i < height; i++) {
            from.get(((row + i) * 4 + gate) * nodes + column, straight, i * width, width);
        }
        forward.put(gate, row, column, straight, height * width);
        Columns.turn(straight, height, width, turned);
        back.put(gate, column, row, turned, height * width);
    }

    @Override
    public void close() {
        forward.close();
        back.close();
    }
}
