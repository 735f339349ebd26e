package io.inkstream.learn;

import io.inkstream.model.NetworkShape;

/**
 * The network, and what its weights are drawn from.
 *
 * @param nodes hidden units of a layer
 * @param layers LSTM layers
 * @param forgetBias what the forget gates' biases start from
 * @param initialMean mean of the starting weights before truncation
 * @param initialDeviation standard deviation of the starting weights before truncation
 */
public record NetworkSettings(int nodes, int layers, double forgetBias, double initialMean, double initialDeviation) {

    /** @throws IllegalArgumentException naming the setting that is out of its range, and its value */
    public NetworkSettings {
        NetworkShape.requireAtLeastOne("nodes", nodes);
        NetworkShape.requireLayers(layers);
        requireFinite("forgetBias", forgetBias);
        requireFinite("initialMean", initialMean);
        requireFinite("initialDeviation", initialDeviation);
        if (initialDeviation < 0) {
            throw new IllegalArgumentException("initialDeviation must not be negative: " + initialDeviation);
        }
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " must be a number: " + value);
        }
    }
}
