package io.inkstream.lstm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adam with bias correction (Kingma and Ba 2015, algorithm 1), β₁ 0.9, β₂ 0.99, ε 1e-8, and decoupled weight decay (Loshchilov and Hutter
 * 2019, algorithm 2).
 */
public final class Adam implements Optimizer {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-8;

    private final double decay;
    private final Parameters first;
    private final Parameters second;
    private final float[][] scratch = new float[4][Chunks.SIZE];

    /** Starts with moments of zero, without decay. */
    public Adam(NetworkShape shape, DataType type) {
        this(shape, type, 0);
    }

    /**
     * Starts with moments of zero.
     *
     * @param decay share of the learning rate that each weight is shrunk by
     */
    public Adam(NetworkShape shape, DataType type, double decay) {
        this.decay = decay;
        this.first = Parameters.zeros(shape, type);
        this.second = Parameters.zeros(shape, type);
    }

    @Override
    public void update(Parameters weights, Parameters gradients, double learningRate, long step) {
        double rate = learningRate / (1 - StrictMath.pow(BETA1, step + 1));
        double unbias = 1 / (1 - StrictMath.pow(BETA2, step + 1));
        double keep = 1 - decay * learningRate;
        for (int i = 0; i < weights.arrays().size(); i++) {
            var m = first.arrays().get(i);
            var v = second.arrays().get(i);
            var w = weights.arrays().get(i);
            var g = gradients.arrays().get(i);
            if (weights.type() == DataType.FLOAT) {
                Chunks.forEach(
                        List.of(w, m, v, g),
                        3,
                        scratch,
                        (pieces, count) -> update(pieces, count, (float) rate, (float) unbias, (float) keep));
            } else {
                update(w, m, v, g, rate, unbias, keep);
            }
        }
    }

    /** A loop for each result, so that all are vectorised. */
    private static void update(float[][] pieces, int count, float rate, float unbias, float keep) {
        float[] w = pieces[0];
        float[] m = pieces[1];
        float[] v = pieces[2];
        float[] g = pieces[3];
        float keepMean = (float) BETA1;
        float add = (float) (1 - BETA1);
        for (int i = 0; i < count; i++) {
            m[i] = keepMean * m[i] + add * g[i];
        }
        float keepSquares = (float) BETA2;
        float addSquares = (float) (1 - BETA2);
        for (int i = 0; i < count; i++) {
            v[i] = keepSquares * v[i] + addSquares * g[i] * g[i];
        }
        float epsilon = (float) EPSILON;
        for (int i = 0; i < count; i++) {
            w[i] = keep * w[i] - rate * m[i] / ((float) Math.sqrt(v[i] * unbias) + epsilon);
        }
    }

    private static void update(
            INDArray w, INDArray m, INDArray v, INDArray g, double rate, double unbias, double keep) {
        for (long i = 0; i < w.length(); i++) {
            double gradient = g.data().getDouble(i);
            double mean = BETA1 * m.data().getDouble(i) + (1 - BETA1) * gradient;
            double square = BETA2 * v.data().getDouble(i) + (1 - BETA2) * gradient * gradient;
            m.data().put(i, mean);
            v.data().put(i, square);
            w.data().put(i, keep * w.data().getDouble(i) - rate * mean / (Math.sqrt(square * unbias) + EPSILON));
        }
    }

    /** Returns the moments: {@code m}, the mean of the gradients, and {@code v}, of their squares. */
    @Override
    public Map<String, Parameters> slots() {
        return new TreeMap<>(Map.of("m", first, "v", second));
    }
}
