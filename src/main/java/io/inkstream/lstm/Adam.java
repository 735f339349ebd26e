package io.inkstream.lstm;

import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;

/** Adam with bias correction (Kingma and Ba 2015, algorithm 1), β₁ 0.9, β₂ 0.99, ε 1e-8. */
public final class Adam implements Optimizer {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-8;

    private final Parameters first;
    private final Parameters second;
    private final Parameters scratch;

    /** Starts with moments of zero. */
    public Adam(NetworkShape shape, DataType type) {
        this.first = Parameters.zeros(shape, type);
        this.second = Parameters.zeros(shape, type);
        this.scratch = Parameters.zeros(shape, type);
    }

    @Override
    public void update(Parameters weights, Parameters gradients, double learningRate, long step) {
        double firstCorrection = 1 - StrictMath.pow(BETA1, step + 1);
        double secondCorrection = 1 - StrictMath.pow(BETA2, step + 1);
        for (int i = 0; i < weights.arrays().size(); i++) {
            update(
                    weights.arrays().get(i),
                    gradients.arrays().get(i),
                    first.arrays().get(i),
                    second.arrays().get(i),
                    scratch.arrays().get(i),
                    learningRate / firstCorrection,
                    1 / secondCorrection);
        }
    }

    private static void update(
            INDArray weights,
            INDArray gradients,
            INDArray m,
            INDArray v,
            INDArray scratch,
            double rate,
            double unbias) {
        m.muli(BETA1);
        Tensors.addScaled(1 - BETA1, gradients, m);
        gradients.muli(gradients, scratch);
        v.muli(BETA2);
        Tensors.addScaled(1 - BETA2, scratch, v);
        // weights -= rate · m / (√(v · unbias) + ε)
        v.muli(unbias, scratch);
        Nd4j.getExecutioner().exec(new Sqrt(scratch, scratch));
        scratch.addi(EPSILON);
        m.divi(scratch, scratch);
        Tensors.addScaled(-rate, scratch, weights);
    }

    /** Returns the moments: {@code m}, the mean of the gradients, and {@code v}, of their squares. */
    @Override
    public Map<String, Parameters> slots() {
        return new TreeMap<>(Map.of("m", first, "v", second));
    }
}
