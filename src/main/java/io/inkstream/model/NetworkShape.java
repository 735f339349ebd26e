package io.inkstream.model;

import io.inkstream.mixture.MixtureSize;

/**
 * The size of a network.
 *
 * @param vocabulary characters it tells apart
 * @param nodes hidden units of a layer
 * @param layers LSTM layers, each above the one before
 * @param mixture size of the mixture beside them
 */
public record NetworkShape(int vocabulary, int nodes, int layers, MixtureSize mixture) {

    /** Layers that a network has at most. */
    public static final int LAYERS_MAX = 4;

    /** @throws IllegalArgumentException if one of them is below 1, or there are too many layers */
    public NetworkShape {
        requireAtLeastOne("vocabulary", vocabulary);
        requireAtLeastOne("nodes", nodes);
        requireLayers(layers);
        if (mixture == null) {
            throw new IllegalArgumentException("mixture must be given: null");
        }
    }

    /** Without a mixture. */
    public NetworkShape(int vocabulary, int nodes, int layers) {
        this(vocabulary, nodes, layers, MixtureSize.NONE);
    }

    /** Returns the same without the mixture: the shape of gradients and of an optimizer's moments. */
    public NetworkShape withoutMixture() {
        return new NetworkShape(vocabulary, nodes, layers);
    }

    /** Returns the hidden units of all layers together: as many outputs lead to the logits, and as many cells are carried. */
    public int width() {
        return Math.multiplyExact(layers, nodes);
    }

    public static void requireLayers(int layers) {
        if (layers < 1 || layers > LAYERS_MAX) {
            throw new IllegalArgumentException("layers must be from 1 to " + LAYERS_MAX + ": " + layers);
        }
    }

    public static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + value);
        }
    }
}
