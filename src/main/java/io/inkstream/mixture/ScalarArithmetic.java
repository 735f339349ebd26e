package io.inkstream.mixture;

import io.inkstream.mixture.math.FloatMath;

/** In plain Java: what the others are held to. */
final class ScalarArithmetic implements Arithmetic {

    @Override
    public void log(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = FloatMath.log(x[i]);
        }
    }

    @Override
    public void exp(float[] x, float most, float[] exponentials, int count) {
        for (int i = 0; i < count; i++) {
            exponentials[i] = FloatMath.exp(x[i] - most);
        }
    }

    @Override
    public void opine(Forecast f, int k, int parent, int count) {
        var lists = f.lists[k];
        float[] above = f.probabilities[parent];
        float[] logAbove = f.interpolated(parent);
        float[] probability = f.probabilities[k];
        float[] interpolated = f.interpolated(k);
        float[] indirect = f.indirect(k);
        float[] recent = f.recent(k);
        for (int i = 0; i < count; i++) {
            boolean isListed = lists.recently[i] > 0;
            float p = lists.share * above[i] + lists.counted[i];
            probability[i] = p;
            interpolated[i] = isListed ? FloatMath.log(p) : logAbove[i] + f.shareLogs[2 * k];
            recent[i] = isListed
                    ? FloatMath.log(lists.recentShare * above[i] + lists.recently[i])
                    : logAbove[i] + f.shareLogs[2 * k + 1];
            indirect[i] = lists.hits[i] <= 0 ? lists.hits[i] : logAbove[i] + lists.logUnlisted;
        }
    }

    @Override
    public void mix(Forecast f, int count) {
        for (int mixer = 0; mixer < Mixer.COUNT; mixer++) {
            float[] sums = f.mixedLogs[mixer];
            System.arraycopy(f.added, 0, sums, 0, count);
            for (int q = 0; q < Forecast.OPINIONS; q += 4) {
                add(f.opinions, q, f.mixerWeights[mixer], f.mixerWeightsAt[mixer] + q, sums, count);
            }
        }
    }

    /** Four opinions at once: a sum is read and written once for them. */
    private static void add(float[][] opinions, int q, float[] weights, int at, float[] sums, int count) {
        float a = weights[at];
        float b = weights[at + 1];
        float c = weights[at + 2];
        float d = weights[at + 3];
        float[] one = opinions[q];
        float[] two = opinions[q + 1];
        float[] three = opinions[q + 2];
        float[] four = opinions[q + 3];
        for (int i = 0; i < count; i++) {
            sums[i] += a * one[i] + b * two[i] + (c * three[i] + d * four[i]);
        }
    }
}
