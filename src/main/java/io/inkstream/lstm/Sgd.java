package io.inkstream.lstm;

import java.util.Map;

/** Plain gradient descent, the tutorial's: weights -= learning rate × gradients. */
public final class Sgd implements Optimizer {

    @Override
    public void update(Parameters weights, Parameters gradients, double learningRate, long step) {
        for (int i = 0; i < weights.arrays().size(); i++) {
            Tensors.addScaled(
                    -learningRate, gradients.arrays().get(i), weights.arrays().get(i));
        }
    }

    @Override
    public Map<String, Parameters> slots() {
        return Map.of();
    }
}
