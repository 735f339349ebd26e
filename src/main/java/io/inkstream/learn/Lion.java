package io.inkstream.learn;

import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.NetworkShape;
import io.inkstream.model.Parameters;
import java.util.Map;

/**
 * Lion (Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2), β₁ 0.9, β₂ 0.99: each weight moves by the learning
 * rate, against the sign of a mean of the gradients. So the rate is its own: some three to ten times below Adam's.
 */
final class Lion implements Optimizer {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.99f;

    private final double decay;
    private final Parameters momentum;

    /**
     * Starts with a momentum of zero.
     *
     * @param decay share of the learning rate that each weight is shrunk by
     */
    Lion(NetworkShape shape, double decay) {
        this.decay = decay;
        this.momentum = Parameters.zeros(shape);
    }

    @Override
    public void update(Parameters weights, Parameters gradients, Step step, WorkerPool workers) {
        float rate = (float) step.learningRate();
        float keep = (float) (1 - decay * step.learningRate());
        float scale = (float) step.scale();
        Optimizer.share(weights, workers, (index, from, to) -> {
            float[] x = weights.matrices().get(index).elements();
            float[] m = momentum.matrices().get(index).elements();
            float[] g = gradients.matrices().get(index).elements();
            for (int i = from; i < to; i++) {
                float gradient = g[i] * scale;
                float direction = Math.signum(Math.fma(BETA1, m[i], (1 - BETA1) * gradient));
                x[i] = Math.fma(-rate, direction, keep * x[i]);
                m[i] = Math.fma(BETA2, m[i], (1 - BETA2) * gradient);
            }
        });
    }

    /** Returns the momentum, {@code m}. */
    @Override
    public Map<String, Parameters> slots() {
        return Map.of("m", momentum);
    }
}
