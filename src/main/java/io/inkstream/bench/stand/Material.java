package io.inkstream.bench.stand;

import java.util.Random;

/**
 * What every implementation starts from: weights and batches drawn from one seed. Arrays are row-major; the four gates lie side by
 * side in the order i f c o (input, forget, update, output). Each layer reads the character and the output of the layer below, and
 * all layers' outputs lead to the logits.
 *
 * @param layers lowest first
 * @param output {@code [layers*nodes][vocabulary]}
 * @param outputBiases {@code [vocabulary]}
 * @param batches steps of ids, {@code [step][unrollings+1][batch]}, each beginning with the last ids of the one before
 */
public record Material(Layer[] layers, float[] output, float[] outputBiases, int[][][] batches) {

    /** The clip of the steps: so high that no gradient reaches it, so that all take the same steps. */
    public static final float CLIP_NORM = 1e6f;

    public static final float LEARNING_RATE = 0.1f;

    private static final int BATCHES = 16;
    private static final float DEVIATION = 0.1f;

    /**
     * One layer's weights.
     *
     * @param inputs {@code [vocabulary][4*nodes]}
     * @param below {@code [nodes][4*nodes]}, empty in the lowest layer
     * @param recurrent {@code [nodes][4*nodes]}
     * @param biases {@code [4*nodes]}
     */
    public record Layer(float[] inputs, float[] below, float[] recurrent, float[] biases) {

        /** Inputs and below in one: {@code [vocabulary+nodes][4*nodes]}. */
        public float[] entering() {
            var both = new float[inputs.length + below.length];
            System.arraycopy(inputs, 0, both, 0, inputs.length);
            System.arraycopy(below, 0, both, inputs.length, below.length);
            return both;
        }
    }

    public static Material of(NetworkSize size) {
        var random = new Random(1);
        int nodes = size.nodes();
        var layers = new Layer[size.layers()];
        for (int i = 0; i < layers.length; i++) {
            int gates = 4 * nodes;
            layers[i] = new Layer(
                    draw(random, size.vocabulary() * gates),
                    draw(random, i == 0 ? 0 : nodes * gates),
                    draw(random, nodes * gates),
                    draw(random, gates));
        }
        return new Material(
                layers,
                draw(random, layers.length * nodes * size.vocabulary()),
                draw(random, size.vocabulary()),
                batches(random, size));
    }

    private static float[] draw(Random random, int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = DEVIATION * (float) random.nextGaussian();
        }
        return values;
    }

    private static int[][][] batches(Random random, NetworkSize size) {
        var batches = new int[BATCHES][size.unrollings() + 1][size.batch()];
        int[] last = row(random, size);
        for (int[][] batch : batches) {
            batch[0] = last;
            for (int t = 1; t < batch.length; t++) {
                batch[t] = row(random, size);
            }
            last = batch[batch.length - 1];
        }
        return batches;
    }

    private static int[] row(Random random, NetworkSize size) {
        return random.ints(size.batch(), 0, size.vocabulary()).toArray();
    }
}
