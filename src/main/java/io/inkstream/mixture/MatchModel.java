package io.inkstream.mixture;

import io.inkstream.mixture.history.History;
import io.inkstream.mixture.math.FloatMath;
import java.util.Arrays;

/**
 * Expects what came where the text was last as it is now: behind the same characters, at least so many. How far it is trusted depends on
 * how long both were alike.
 */
final class MatchModel {

    private static final int LEVELS = 27;
    private static final int LONG = 24;
    private static final int LONGER = 32;
    private static final float TRUST_BEGIN = 0.7f;
    private static final float LEAST = 0.01f;
    private static final float MOST = 0.9998f;
    private static final float PRIOR = 2;
    private static final int HORIZON = 1000;
    private static final int FACTOR = 0x2F0B4C47;
    private static final int GOLDEN = 0x9E3779B1;

    private final int number;
    private final int least;
    private final int shift;
    private final History history;
    private final int[] places; // by hash, the place behind what was hashed; 0: none
    final float[] trust = new float[LEVELS];
    final float[] seen = new float[LEVELS];

    /**
     * @param number among all
     * @param least characters of a match
     * @param bits binary logarithm of the places that are remembered
     */
    MatchModel(int number, int least, int bits, History history) {
        this.number = number;
        this.least = least;
        this.history = history;
        shift = Integer.SIZE - bits;
        places = new int[1 << bits];
        Arrays.fill(trust, TRUST_BEGIN);
    }

    int number() {
        return number;
    }

    /** Follows a text that has read one more character: goes on with the match if it was right, else looks for another. */
    void follow(TextContext text) {
        int at = text.matchAt[number];
        boolean right = text.matchLength[number] > 0 && history.has(at, 0) && history.get(at) == text.back(1);
        text.matchAt[number] = at + 1;
        text.matchLength[number] = right ? Math.min(text.matchLength[number] + 1, TextContext.MATCH_MAX) : 0;
        if (text.matchLength[number] == 0 && text.read() >= least) {
            look(text);
        }
    }

    private void look(TextContext text) {
        int place = places[hash(text)];
        if (place == 0 || !history.has(place, TextContext.RECENT)) {
            return;
        }
        int length = 0;
        int most = Math.min(TextContext.RECENT, text.read());
        while (length < most && history.get(place - 1 - length) == text.back(1 + length)) {
            length++;
        }
        if (length >= least) {
            text.matchAt[number] = place;
            text.matchLength[number] = length;
        }
    }

    /** Remembers all of the history anew. */
    void rememberAll() {
        Arrays.fill(places, 0);
        var text = new TextContext();
        for (int place = history.begin(); place != history.end(); ) {
            text.push(history.get(place++));
            remember(text, place);
        }
    }

    /** Remembers where the history ends, which the text has read. */
    void remember(TextContext text) {
        remember(text, history.end());
    }

    private void remember(TextContext text, int place) {
        if (text.read() >= least) {
            places[hash(text)] = place;
        }
    }

    private int hash(TextContext text) {
        int hash = 0;
        for (int back = 1; back <= least; back++) {
            hash = (hash + text.back(back) + 1) * FACTOR;
        }
        hash ^= hash >>> 15;
        return hash * GOLDEN >>> shift;
    }

    /** Returns the symbol that is expected; -1: none. */
    int expected(TextContext text) {
        int at = text.matchAt[number];
        return text.matchLength[number] > 0 && history.has(at, 0) ? history.get(at) : -1;
    }

    /** How long the match is, in steps below 32; 0: there is none. */
    int level(TextContext text) {
        if (expected(text) < 0) {
            return 0;
        }
        int length = text.matchLength[number];
        return length < LONG ? length : length < LONGER ? LONG : length < TextContext.RECENT ? LONG + 1 : LONG + 2;
    }

    /** An opinion of one candidate alone: half the logit of its trust, above that of any of them. */
    void predict(Forecast f, TextContext text) {
        float[] opinion = f.opinions[Forecast.MATCH + number];
        Arrays.fill(opinion, 0, f.candidates.count() + 1, 0);
        int expected = expected(text);
        if (expected >= 0 && f.candidates.contains(expected)) {
            float q = trust[level(text)];
            opinion[f.candidates.indexOf(expected)] = 0.5f * FloatMath.log(q / (1 - q) * f.candidates.count());
        }
    }

    void learn(TextContext text, int symbol) {
        int expected = expected(text);
        if (expected >= 0) {
            int level = level(text);
            float value = trust[level] + ((expected == symbol ? 1 : 0) - trust[level]) / (seen[level] + PRIOR);
            trust[level] = Math.min(Math.max(value, LEAST), MOST);
            seen[level] = Math.min(seen[level] + 1, HORIZON);
        }
    }
}
