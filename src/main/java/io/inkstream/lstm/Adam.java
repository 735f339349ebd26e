package io.inkstream.lstm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adam with bias correction (Kingma and Ba 2015, algorithm 1), β₁ 0.9, β₂ 0.99, ε 1e-8. */
public final class Adam implements Optimizer {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-8;

    private final Parameters first;
    private final Parameters second;
    private final List<Moments> moments = new ArrayList<>();

    /** The moments of one array of parameters, and the operations on them. */
    private record Moments(INDArray m, INDArray v, INDArray scratch, Program square, Program ratio) {}

    /** Starts with moments of zero. */
    public Adam(NetworkShape shape, DataType type) {
        this.first = Parameters.zeros(shape, type);
        this.second = Parameters.zeros(shape, type);
        var scratches = Parameters.zeros(shape, type);
        for (int i = 0; i < first.arrays().size(); i++) {
            var m = first.arrays().get(i);
            var scratch = scratches.arrays().get(i);
            var square = new Program().multiply(scratch, scratch, scratch);
            var ratio = new Program().sqrt(scratch).add(EPSILON, scratch).divide(m, scratch, scratch);
            moments.add(new Moments(m, second.arrays().get(i), scratch, square, ratio));
        }
    }

    @Override
    public void update(Parameters weights, Parameters gradients, double learningRate, long step) {
        double firstCorrection = 1 - StrictMath.pow(BETA1, step + 1);
        double secondCorrection = 1 - StrictMath.pow(BETA2, step + 1);
        for (int i = 0; i < moments.size(); i++) {
            update(
                    weights.arrays().get(i),
                    gradients.arrays().get(i),
                    moments.get(i),
                    learningRate / firstCorrection,
                    1 / secondCorrection);
        }
    }

    private static void update(INDArray weights, INDArray gradients, Moments of, double rate, double unbias) {
        Tensors.scale(BETA1, of.m());
        Tensors.addScaled(1 - BETA1, gradients, of.m());
        of.scratch().assign(gradients);
        of.square().run();
        Tensors.scale(BETA2, of.v());
        Tensors.addScaled(1 - BETA2, of.scratch(), of.v());
        // weights -= rate · m / (√(v · unbias) + ε)
        of.scratch().assign(of.v());
        Tensors.scale(unbias, of.scratch());
        of.ratio().run();
        Tensors.addScaled(-rate, of.scratch(), weights);
    }

    /** Returns the moments: {@code m}, the mean of the gradients, and {@code v}, of their squares. */
    @Override
    public Map<String, Parameters> slots() {
        return new TreeMap<>(Map.of("m", first, "v", second));
    }
}
