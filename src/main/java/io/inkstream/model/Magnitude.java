package io.inkstream.model;

/** How far numbers have grown, as absolute values; NaN where there is one. */
public final class Magnitude {

    private Magnitude() {}

    /** Returns the largest of the network's weights; its mixture is not asked. */
    public static double ofWeights(Parameters weights) {
        double largest = 0;
        for (var matrix : weights.matrices()) {
            largest = Math.max(largest, of(matrix));
        }
        return largest;
    }

    /** Returns the largest of the cells. */
    public static double ofCells(State state) {
        return of(state.cell());
    }

    private static double of(Matrix matrix) {
        double largest = 0;
        for (float value : matrix.elements()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
