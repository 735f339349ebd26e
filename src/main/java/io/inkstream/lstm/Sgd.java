package io.inkstream.lstm;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Plain gradient descent, the tutorial's: weights -= learning rate × gradients; with decoupled weight decay (Loshchilov and Hutter 2019,
 * algorithm 1) the weights are first shrunk by decay × learning rate.
 */
public final class Sgd implements Optimizer {

    private final double decay;
    private final float[][] scratch = new float[2][Chunks.SIZE];

    /** Without decay. */
    public Sgd() {
        this(0);
    }

    /** @param decay share of the learning rate that each weight is shrunk by */
    public Sgd(double decay) {
        this.decay = decay;
    }

    @Override
    public void update(Parameters weights, Parameters gradients, double learningRate, long step) {
        double keep = 1 - decay * learningRate;
        for (int i = 0; i < weights.arrays().size(); i++) {
            var w = weights.arrays().get(i);
            var g = gradients.arrays().get(i);
            if (weights.type() == DataType.FLOAT) {
                Chunks.forEach(
                        List.of(w, g),
                        1,
                        scratch,
                        (pieces, count) -> add((float) -learningRate, pieces[1], (float) keep, pieces[0], count));
            } else {
                Tensors.scale(keep, w);
                Tensors.addScaled(-learningRate, g, w);
            }
        }
    }

    private static void add(float factor, float[] x, float keep, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.fma(factor, x[i], keep * y[i]);
        }
    }

    @Override
    public Map<String, Parameters> slots() {
        return Map.of();
    }
}
