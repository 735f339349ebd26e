package io.inkstream.lstm;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How far numbers have grown, as absolute values; NaN where there is one. */
public final class Magnitude {

    private Magnitude() {}

    /** Returns the largest of the network's weights; its table of contexts is not asked. */
    public static double ofWeights(Parameters weights) {
        double largest = 0;
        // As they are read: an engine that keeps copies need not take them anew.
        for (var layer : weights.read().layers()) {
            for (var array : layer.own()) {
                largest = Math.max(largest, of(array));
            }
        }
        return Math.max(
                largest, Math.max(of(weights.read().output()), of(weights.read().outputBiases())));
    }

    /** Returns the largest of the cells. */
    public static double ofCells(State state) {
        return of(state.cell());
    }

    private static double of(INDArray array) {
        double largest = 0;
        for (float value : Tensors.floats(array)) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
