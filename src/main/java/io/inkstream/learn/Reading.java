package io.inkstream.learn;

import io.inkstream.engine.Engine;
import io.inkstream.engine.Softmax;
import io.inkstream.model.Magnitude;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;

/**
 * Reads texts side by side without learning them, and says what each character cost and how far the cells went. Whoever reads a text
 * from a state of zero sees what a new session sees; from a carried one, what the learner does. As the engine: not for use by two threads
 * at once.
 */
public final class Reading {

    private static final double NATS_PER_BIT = StrictMath.log(2);

    private final Engine engine;
    private final Parameters weights;
    private final State state;
    private double largestCell;

    /** @param state a lane for each text that is read; moved on */
    public Reading(Engine engine, Parameters weights, State state) {
        this.engine = engine;
        this.weights = weights;
        this.state = state;
    }

    /**
     * Reads on.
     *
     * @param texts ids as unsigned bytes, one text of the same length for each lane; the first id of each is only read
     * @return bits that each further character cost, {@code [lane][length-1]}
     * @throws IllegalArgumentException if there is not a text for each lane, one has another length, or an id is outside the vocabulary
     */
    public double[][] read(byte[][] texts) {
        requireOneLength(texts);
        var bits = new double[texts.length][Math.max(0, texts[0].length - 1)];
        var characters = new int[texts.length];
        for (int at = 0; at + 1 < texts[0].length; at++) {
            for (int lane = 0; lane < texts.length; lane++) {
                characters[lane] = Byte.toUnsignedInt(texts[lane][at]);
            }
            var logits = engine.predict(weights, state, characters);
            for (int lane = 0; lane < texts.length; lane++) {
                bits[lane][at] = Softmax.surprise(logits, lane, Byte.toUnsignedInt(texts[lane][at + 1])) / NATS_PER_BIT;
            }
            largestCell = Math.max(largestCell, Magnitude.ofCells(state));
        }
        return bits;
    }

    private void requireOneLength(byte[][] texts) {
        if (texts.length != state.batch()) {
            throw new IllegalArgumentException(
                    "there must be a text for each of the " + state.batch() + " lanes: " + texts.length);
        }
        for (var text : texts) {
            if (text.length != texts[0].length) {
                throw new IllegalArgumentException(
                        "texts must be of one length, " + texts[0].length + " as the first: " + text.length);
            }
        }
    }

    /** Returns the largest absolute value of a cell that was come to while reading; NaN if there was one. */
    public double largestCell() {
        return largestCell;
    }

    /** Returns a state of zero for so many texts. */
    public static State fromZero(Parameters weights, int texts) {
        return State.zeros(texts, weights.shape().width());
    }
}
