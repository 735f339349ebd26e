package io.inkstream.learn;

import io.inkstream.kernels.Kernels;
import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adam with bias correction (Kingma and Ba 2015, algorithm 1), β₁ 0.9, β₂ 0.99, ε 1e-8, and decoupled weight decay (Loshchilov and Hutter
 * 2019, algorithm 2).
 */
public final class Adam implements Optimizer {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double EPSILON = 1e-8;

    private final double decay;
    private final Kernels kernels = Kernels.best();
    private final Parameters first;
    private final Parameters second;

    /** Starts with moments of zero, without decay. */
    public Adam(NetworkShape shape) {
        this(shape, 0);
    }

    /**
     * Starts with moments of zero.
     *
     * @param decay share of the learning rate that each weight is shrunk by
     */
    public Adam(NetworkShape shape, double decay) {
        this.decay = decay;
        this.first = Parameters.zeros(shape);
        this.second = Parameters.zeros(shape);
    }

    @Override
    public void update(Parameters weights, Parameters gradients, Step step, WorkerPool workers) {
        var numbers = new Kernels.AdamStep(
                (float) step.scale(),
                (float) (step.learningRate() / (1 - StrictMath.pow(BETA1, step.number() + 1))),
                (float) (1 / (1 - StrictMath.pow(BETA2, step.number() + 1))),
                (float) (1 - decay * step.learningRate()),
                (float) BETA1,
                (float) (1 - BETA1),
                (float) BETA2,
                (float) (1 - BETA2),
                (float) EPSILON);
        Optimizer.share(
                weights,
                workers,
                (index, from, to) -> kernels.adam(
                        weights.matrices().get(index).elements(),
                        first.matrices().get(index).elements(),
                        second.matrices().get(index).elements(),
                        gradients.matrices().get(index).elements(),
                        from,
                        to,
                        numbers));
    }

    /** Returns the moments: {@code m}, the mean of the gradients, and {@code v}, of their squares. */
    @Override
    public Map<String, Parameters> slots() {
        return new TreeMap<>(Map.of("m", first, "v", second));
    }
}
