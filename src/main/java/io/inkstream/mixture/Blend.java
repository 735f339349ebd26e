package io.inkstream.mixture;

import java.util.Arrays;

/**
 * The mixers' average, of logarithms, by weights that are learned for each longest known order, and a bias of each candidate behind the last
 * character and behind the last two.
 */
final class Blend {

    private static final int ORDERS = 8;
    private static final float RATE = 0.0005f;
    private static final float BIAS_RATE = 0.005f;
    /** Binary logarithm of the pairs of characters that are told apart. */
    private static final int PAIR_BITS = 8;

    private static final int GOLDEN = 0x9E3779B1;

    final float[] weights = new float[ORDERS * Mixer.COUNT];
    final float[] biases = new float[Mixture.SYMBOLS * Forecast.WIDTH];
    final float[] pairBiases = new float[Forecast.WIDTH << PAIR_BITS];

    Blend() {
        Arrays.fill(weights, 1f / Mixer.COUNT);
    }

    void predict(Forecast f, TextContext text) {
        int escape = f.candidates.count();
        int w = f.longestOrder * Mixer.COUNT;
        int bias = bias(text);
        int pairBias = pairBias(text);
        for (int i = 0; i <= escape; i++) {
            float sum = 0;
            for (int mixer = 0; mixer < Mixer.COUNT; mixer++) {
                sum += weights[w + mixer] * f.mixedLogs[mixer][i];
            }
            int symbol = symbol(f, i);
            f.corrected[i] = sum + biases[bias + symbol] + pairBiases[pairBias + symbol];
        }
        Softmax.of(f.corrected, f.blended, escape + 1);
    }

    void learn(Forecast f, TextContext text, int came) {
        int escape = f.candidates.count();
        int w = f.longestOrder * Mixer.COUNT;
        for (int mixer = 0; mixer < Mixer.COUNT; mixer++) {
            float[] logs = f.mixedLogs[mixer];
            float expected = 0;
            for (int i = 0; i <= escape; i++) {
                expected += f.blended[i] * logs[i];
            }
            weights[w + mixer] += RATE * (logs[came] - expected);
        }
        int bias = bias(text);
        int pairBias = pairBias(text);
        for (int i = 0; i <= escape; i++) {
            int symbol = symbol(f, i);
            float step = BIAS_RATE * ((i == came ? 1 : 0) - f.blended[i]);
            biases[bias + symbol] += step;
            pairBiases[pairBias + symbol] += step;
        }
    }

    private static int symbol(Forecast f, int i) {
        return i == f.candidates.count() ? Mixture.SYMBOLS : f.candidates.symbols[i];
    }

    private static int bias(TextContext text) {
        return text.back(1) * Forecast.WIDTH;
    }

    private static int pairBias(TextContext text) {
        return ((int) text.last(2) * GOLDEN >>> Integer.SIZE - PAIR_BITS) * Forecast.WIDTH;
    }
}
