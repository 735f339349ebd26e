package io.inkstream.lstm;

/** What every engine asks of what it is given. */
final class Input {

    private Input() {}

    static void check(Parameters weights, State state, int[][] batches, Parameters gradients) {
        if (batches.length < 2) {
            throw new IllegalArgumentException("batches must have at least 2 rows: " + batches.length);
        }
        for (int[] batch : batches) {
            check(weights, state, batch);
        }
        var shape = weights.shape().withoutContexts();
        if (!gradients.shape().equals(shape) || gradients.type() != weights.type()) {
            throw new IllegalArgumentException("gradients must have " + shape + " of " + weights.type() + ": "
                    + gradients.shape() + " of " + gradients.type());
        }
    }

    static void check(Parameters weights, State state, int[] characters) {
        int width = weights.shape().width();
        if (state.width() != width || state.batch() != characters.length || state.type() != weights.type()) {
            throw new IllegalArgumentException(
                    "state must be [%d][%d] of %s, as characters and weights are: [%d][%d] of %s"
                            .formatted(
                                    characters.length,
                                    width,
                                    weights.type(),
                                    state.batch(),
                                    state.width(),
                                    state.type()));
        }
        int vocabulary = weights.shape().vocabulary();
        for (int character : characters) {
            if (character < 0 || character >= vocabulary) {
                throw new IllegalArgumentException("character ids must be below " + vocabulary + ": " + character);
            }
        }
    }
}
