package io.inkstream.lstm;

/** The way back through a cell, for arrays of any order that all have the same. */
final class GateErrors {

    private GateErrors() {}

    /**
     * Writes the loss by what enters the gates over the gates, and carries that by the cell on.
     *
     * @param gates i f c o
     * @param squashed tanh of the cell after the step
     * @param before the cell before it
     * @param byOutput loss by the output; scratch afterwards
     * @param byCell loss by the cell after the step; before it, afterwards
     */
    static void overwrite(
            float[][] gates, float[] squashed, float[] before, float[] byOutput, float[] byCell, int count) {
        float[] input = gates[0];
        float[] forget = gates[1];
        float[] update = gates[2];
        float[] gate = gates[3];
        Activations.addByOutput(byOutput, gate, squashed, byCell, count);
        Activations.throughSigmoid(byOutput, squashed, gate, count);
        Activations.throughTanh(byCell, input, update, byOutput, count);
        Activations.throughSigmoid(byCell, update, input, count);
        System.arraycopy(byOutput, 0, update, 0, count);
        Activations.multiply(byCell, forget, byOutput, count);
        Activations.throughSigmoid(byCell, before, forget, count);
        System.arraycopy(byOutput, 0, byCell, 0, count);
    }
}
