package io.inkstream.engine;

import io.inkstream.model.Parameters;
import io.inkstream.model.State;

/** What every engine asks of what it is given. */
public final class Input {

    private Input() {}

    public static void check(Parameters weights, State state, int[][] batches, Parameters gradients) {
        if (batches.length < 2) {
            throw new IllegalArgumentException("batches must have at least 2 rows: " + batches.length);
        }
        for (int[] batch : batches) {
            check(weights, state, batch);
        }
        var shape = weights.shape().withoutMixture();
        if (!gradients.shape().equals(shape)) {
            throw new IllegalArgumentException("gradients must have " + shape + ": " + gradients.shape());
        }
    }

    public static void check(Parameters weights, State state, int[] characters) {
        int width = weights.shape().width();
        if (state.width() != width || state.batch() != characters.length) {
            throw new IllegalArgumentException("state must be [%d][%d], as characters and weights are: [%d][%d]"
                    .formatted(characters.length, width, state.batch(), state.width()));
        }
        int vocabulary = weights.shape().vocabulary();
        for (int character : characters) {
            if (character < 0 || character >= vocabulary) {
                throw new IllegalArgumentException("character ids must be below " + vocabulary + ": " + character);
            }
        }
    }
}
