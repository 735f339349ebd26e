package io.inkstream.mixture;

import io.inkstream.mixture.history.History;

/** The {@link MatchModel}s of a mixture, and what they say together of how much a text repeats what was learned. */
final class Matches {

    private static final int[] LEAST = {6, 12};

    /** How many there are. */
    static final int COUNT = LEAST.length;

    /** Characters in a row, all as before, that make a repetition. */
    private static final int REPEATED = 64;

    private final MatchModel[] models = new MatchModel[COUNT];

    /** @param bits binary logarithm of the places that each finds stretches by */
    Matches(int bits, History history) {
        for (int number = 0; number < COUNT; number++) {
            models[number] = new MatchModel(number, LEAST[number], bits, history);
        }
    }

    /** The one of the shortest stretches. */
    MatchModel first() {
        return models[0];
    }

    MatchModel[] models() {
        return models;
    }

    void predict(Forecast f, TextContext text) {
        for (var match : models) {
            match.predict(f, text);
        }
    }

    void learn(TextContext text, int symbol) {
        for (var match : models) {
            match.learn(text, symbol);
        }
    }

    void follow(TextContext text) {
        for (var match : models) {
            match.follow(text);
        }
    }

    void remember(TextContext text) {
        for (var match : models) {
            match.remember(text);
        }
    }

    void rememberAll() {
        for (var match : models) {
            match.rememberAll();
        }
    }

    /** Whether a text is a repetition: its last {@value #REPEATED} characters stand in what was learned. */
    boolean repeats(TextContext text) {
        return longest(text) >= REPEATED;
    }

    /** Whether the text has repeated so much that what comes, and is as it was before, is not worth another count. */
    boolean isKnown(TextContext text, int symbol) {
        boolean right = false;
        for (var match : models) {
            right |= match.expected(text) == symbol;
        }
        return right && longest(text) == TextContext.MATCH_MAX;
    }

    private int longest(TextContext text) {
        int longest = 0;
        for (var match : models) {
            longest = match.expected(text) < 0 ? longest : Math.max(longest, text.matchLength[match.number()]);
        }
        return longest;
    }
}
