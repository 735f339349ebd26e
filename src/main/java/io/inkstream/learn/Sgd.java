package io.inkstream.learn;

import io.inkstream.kernels.WorkerPool;
import io.inkstream.model.Parameters;
import java.util.Map;

/**
 * Plain gradient descent, the tutorial's: weights -= learning rate × gradients; with decoupled weight decay (Loshchilov and Hutter 2019,
 * algorithm 1) the weights are first shrunk by decay × learning rate.
 */
public final class Sgd implements Optimizer {

    private final double decay;

    /** Without decay. */
    public Sgd() {
        this(0);
    }

    /** @param decay share of the learning rate that each weight is shrunk by */
    public Sgd(double decay) {
        this.decay = decay;
    }

    @Override
    public void update(Parameters weights, Parameters gradients, Step step, WorkerPool workers) {
        float factor = (float) -step.learningRate();
        float keep = (float) (1 - decay * step.learningRate());
        float scale = (float) step.scale();
        Optimizer.share(
                weights,
                workers,
                (index, from, to) -> add(
                        factor,
                        scale,
                        gradients.matrices().get(index).elements(),
                        keep,
                        weights.matrices().get(index).elements(),
                        from,
                        to));
    }

    private static void add(float factor, float scale, float[] x, float keep, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(factor, x[i] * scale, keep * y[i]);
        }
    }

    @Override
    public Map<String, Parameters> slots() {
        return Map.of();
    }
}
