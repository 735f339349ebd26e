package io.inkstream.mixture;

import io.inkstream.mixture.count.ProbabilityMap;

/**
 * The last correction: what the two likeliest candidates were worth when they were thought as likely before, by symbol and last character,
 * and by longest known order and length of the match (Mahoney 2005, adaptive probability maps). What remains is shared out as before.
 */
final class Correction {

    private static final int PAIR_BITS = 12;
    private static final int GOLDEN = 0x9E3779B1;
    private static final int LENGTHS = 32;
    private static final int ORDERS = 8;
    private static final float LEAST = 1e-4f;
    private static final float RATE = 0.015f;
    private static final float LENGTH_RATE = 0.01f;

    final ProbabilityMap firstByPair = new ProbabilityMap(1 << PAIR_BITS);
    final ProbabilityMap firstByMatch = new ProbabilityMap(ORDERS * LENGTHS);
    final ProbabilityMap secondByPair = new ProbabilityMap(1 << PAIR_BITS);

    /** Which candidates were corrected and where the maps stood. */
    static final class Place {
        int first;
        int second;
        final ProbabilityMap.Place firstByPair = new ProbabilityMap.Place();
        final ProbabilityMap.Place firstByMatch = new ProbabilityMap.Place();
        final ProbabilityMap.Place secondByPair = new ProbabilityMap.Place();
    }

    /** @param matchLevel of the first match, below 32 */
    void predict(Forecast f, TextContext text, int matchLevel) {
        int all = f.candidates.count() + 1;
        float[] p = f.corrected;
        System.arraycopy(f.blended, 0, p, 0, all);
        if (!applies(f)) {
            return;
        }
        var place = f.correction;
        findLikeliest(f.blended, f.candidates.count(), place);
        float one = bounded(p[place.first]);
        float byPair = firstByPair.get(one, pair(f, place.first, text), place.firstByPair);
        float byMatch = firstByMatch.get(one, f.longestOrder * LENGTHS + matchLevel, place.firstByMatch);
        float first = (byPair + byMatch + 2 * one) * 0.25f;
        scale(p, all, (1 - first) / (1 - one));
        p[place.first] = first;
        float rest = 1 - first;
        float two = bounded(p[place.second] / rest);
        float second = (secondByPair.get(two, pair(f, place.second, text), place.secondByPair) + two) * 0.5f;
        scale(p, all, (1 - second) / (1 - two));
        p[place.first] = first;
        p[place.second] = second * rest;
        float sum = 0;
        for (int i = 0; i < all; i++) {
            sum += p[i];
        }
        scale(p, all, 1 / sum);
    }

    void learn(Forecast f, int came) {
        if (!applies(f)) {
            return;
        }
        var place = f.correction;
        boolean isFirst = came == place.first;
        firstByPair.learn(place.firstByPair, isFirst, RATE);
        firstByMatch.learn(place.firstByMatch, isFirst, LENGTH_RATE);
        if (!isFirst) {
            secondByPair.learn(place.secondByPair, came == place.second, RATE);
        }
    }

    private static boolean applies(Forecast f) {
        return f.candidates.count() >= 2;
    }

    private static void findLikeliest(float[] p, int count, Place place) {
        int first = 0;
        for (int i = 1; i < count; i++) {
            first = p[i] > p[first] ? i : first;
        }
        int second = first == 0 ? 1 : 0;
        for (int i = 0; i < count; i++) {
            second = i != first && p[i] > p[second] ? i : second;
        }
        place.first = first;
        place.second = second;
    }

    private static float bounded(float p) {
        return Math.min(Math.max(p, LEAST), 1 - LEAST);
    }

    private static void scale(float[] p, int all, float factor) {
        for (int i = 0; i < all; i++) {
            p[i] *= factor;
        }
    }

    private static int pair(Forecast f, int i, TextContext text) {
        return (f.candidates.symbols[i] << Byte.SIZE | text.back(1)) * GOLDEN >>> Integer.SIZE - PAIR_BITS;
    }
}
