package io.inkstream.lstm;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/** Plain gradient descent, the tutorial's: weights -= learning rate × gradients. */
public final class Sgd implements Optimizer {

    private final float[][] scratch = new float[2][Chunks.SIZE];

    @Override
    public void update(Parameters weights, Parameters gradients, double learningRate, long step) {
        for (int i = 0; i < weights.arrays().size(); i++) {
            var w = weights.arrays().get(i);
            var g = gradients.arrays().get(i);
            if (weights.type() == DataType.FLOAT) {
                Chunks.forEach(
                        List.of(w, g),
                        1,
                        scratch,
                        (pieces, count) -> add((float) -learningRate, pieces[1], pieces[0], count));
            } else {
                Tensors.addScaled(-learningRate, g, w);
            }
        }
    }

    private static void add(float factor, float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.fma(factor, x[i], y[i]);
        }
    }

    @Override
    public Map<String, Parameters> slots() {
        return Map.of();
    }
}
