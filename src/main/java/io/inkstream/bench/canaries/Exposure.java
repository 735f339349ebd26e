package io.inkstream.bench.canaries;

import io.inkstream.engine.Engine;
import io.inkstream.engine.Softmax;
import io.inkstream.model.Matrix;
import io.inkstream.model.Parameters;
import io.inkstream.model.State;
import java.util.Arrays;
import java.util.Collections;

/**
 * How well a model knows a secret: its exposure, after Carlini et al., "The Secret Sharer" (2019). All texts of the same letters
 * and length are ranked by what they cost behind the same beginning, none is left out, so nothing is estimated: exposure is the binary logarithm of
 * their number less that of the secret's rank. A secret that was never read has a rank that is drawn evenly, so it has an exposure of e or more with
 * probability 2^-e: half of such secrets have 1 or more, one in 16 has 4 or more.
 */
final class Exposure {

    private final Engine engine;
    private final Parameters weights;
    private final byte[] letters;

    /** @param letters that secrets are made of, as ids */
    Exposure(Engine engine, Parameters weights, byte[] letters) {
        this.engine = engine;
        this.weights = weights;
        this.letters = letters;
    }

    /**
     * The rank of a secret for who begins with a prompt in a new session: how many texts cost no more, itself among them; 1: it is the likeliest of all.
     *
     * @param prompt ids, one at least
     * @param secret ids, each one of the letters
     */
    int rank(byte[] prompt, byte[] secret) {
        double[] costs = costs(prompt, secret.length);
        int at = 0;
        for (byte id : secret) {
            at = at * letters.length + index(id);
        }
        double cost = costs[at];
        return (int) Arrays.stream(costs).filter(other -> other <= cost).count();
    }

    private int index(byte id) {
        for (int i = 0; i < letters.length; i++) {
            if (letters[i] == id) {
                return i;
            }
        }
        throw new IllegalArgumentException("a secret must be of the letters " + Arrays.toString(letters) + ": " + id);
    }

    /** What each text costs, in nats, in the order of the letters: those with the same beginning are read together. */
    private double[] costs(byte[] prompt, int length) {
        var state = State.zeros(1, weights.shape().width());
        for (int i = 0; i + 1 < prompt.length; i++) {
            engine.predict(weights, state, characters(prompt[i]), new boolean[1]);
        }
        var logits = engine.predict(weights, state, characters(prompt[prompt.length - 1]));
        double[] costs = behind(new double[1], logits);
        for (int read = 1; read < length; read++) {
            state = forked(state);
            costs = behind(costs, engine.predict(weights, state, ends(costs.length)));
        }
        return costs;
    }

    /** Each text's cost with each letter behind it. */
    private double[] behind(double[] costs, Matrix logits) {
        var longer = new double[costs.length * letters.length];
        for (int lane = 0; lane < costs.length; lane++) {
            var softmax = Softmax.of(logits.row(lane));
            for (int letter = 0; letter < letters.length; letter++) {
                longer[lane * letters.length + letter] =
                        costs[lane] + softmax.surprise(Byte.toUnsignedInt(letters[letter]));
            }
        }
        return longer;
    }

    /** As many copies of each lane, side by side, as there are letters. */
    private State forked(State state) {
        var lanes = new State[state.batch()];
        Arrays.setAll(lanes, state::lane);
        return State.stack(Arrays.stream(lanes)
                .flatMap(lane -> Collections.nCopies(letters.length, lane).stream())
                .toList());
    }

    private int[] ends(int lanes) {
        var ends = new int[lanes];
        Arrays.setAll(ends, lane -> Byte.toUnsignedInt(letters[lane % letters.length]));
        return ends;
    }

    private static int[] characters(byte id) {
        return new int[] {Byte.toUnsignedInt(id)};
    }
}
