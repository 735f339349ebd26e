package io.inkstream.mixture;

import java.util.Arrays;

/**
 * A softmax of weighted opinions. The weights are chosen out of several sets by what the text stands at, and learned online by the gradient
 * of the softmax's own cross-entropy.
 */
final class Mixer {

    /** How many there are, each choosing by something else. */
    static final int COUNT = 4;

    private static final float RATE_BEGIN = 0.01f;
    private static final float RATE_END = 0.0003f;
    /** Characters that a set has learned from by when its rate is halfway down. */
    private static final float SLOW_DOWN = 0.01f;

    private static final float WEIGHT_BEGIN = 0.14f / 3;
    private static final float MATCH_BEGIN = 0.3f;
    private static final float NETWORK_BEGIN = 0.2f;

    private final int number;
    final float[] weights; // [sets][opinions]
    final float[] learned; // [sets], characters

    /** @param number among all mixers */
    Mixer(int number, int sets) {
        this.number = number;
        weights = new float[sets * Forecast.OPINIONS];
        learned = new float[sets];
        Arrays.fill(weights, WEIGHT_BEGIN);
        for (int set = 0; set < sets; set++) {
            int at = set * Forecast.OPINIONS + Forecast.MATCH;
            Arrays.fill(weights, at, at + Matches.COUNT, MATCH_BEGIN);
            weights[set * Forecast.OPINIONS + Forecast.NETWORK] = NETWORK_BEGIN;
        }
    }

    /** Has all mixers leave probabilities and their logarithms; of the opinions, which of the sets to use and the logits to add. */
    static void predict(Mixer[] mixers, Forecast f) {
        int all = f.candidates.count() + 1;
        for (int number = 0; number < COUNT; number++) {
            f.mixerWeights[number] = mixers[number].weights;
            f.mixerWeightsAt[number] = f.weightSets[number] * Forecast.OPINIONS;
        }
        Arithmetic.BEST.mix(f, all);
        for (int number = 0; number < COUNT; number++) {
            Softmax.of(f.mixedLogs[number], f.mixed[number], all);
        }
    }

    /** Each weight goes up by how much its opinion of what came is above what it was expected to be. */
    void learn(Forecast f, int came) {
        int all = f.candidates.count() + 1;
        int set = f.weightSets[number];
        float rate = RATE_END + (RATE_BEGIN - RATE_END) / (1 + learned[set] * SLOW_DOWN);
        learned[set]++;
        int w = set * Forecast.OPINIONS;
        for (int q = 0; q < Forecast.OPINIONS; q += 4) {
            learn(f.opinions, q, w + q, f.mixed[number], all, came, rate);
        }
    }

    /** Four sums at once, none of which waits for another. */
    private void learn(float[][] opinions, int q, int w, float[] p, int all, int came, float rate) {
        float[] one = opinions[q];
        float[] two = opinions[q + 1];
        float[] three = opinions[q + 2];
        float[] four = opinions[q + 3];
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int i = 0; i < all; i++) {
            a += p[i] * one[i];
            b += p[i] * two[i];
            c += p[i] * three[i];
            d += p[i] * four[i];
        }
        weights[w] += rate * (one[came] - a);
        weights[w + 1] += rate * (two[came] - b);
        weights[w + 2] += rate * (three[came] - c);
        weights[w + 3] += rate * (four[came] - d);
    }
}
