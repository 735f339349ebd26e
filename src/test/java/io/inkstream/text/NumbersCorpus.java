package io.inkstream.text;

import java.util.Arrays;
import java.util.Random;
import java.util.StringJoiner;

/** The corpus of the golden figures: the integers 0 to 9999 in English words, one space between words and between integers. */
public final class NumbersCorpus {

    /** Characters held out for validation; training text starts after them. */
    private static final int VALIDATION = 1000;

    private static final String[] ONES =
            ("zero one two three four five six seven eight nine ten eleven twelve thirteen "
                            + "fourteen fifteen sixteen seventeen eighteen nineteen")
                    .split(" ");
    private static final String[] TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

    private NumbersCorpus() {}

    public static String text() {
        var text = new StringJoiner(" ");
        for (int n = 0; n < 10_000; n++) {
            text.add(words(n));
        }
        return text.toString();
    }

    /** Returns at least so many characters of such integers drawn at random: any part of it is like any other. */
    public static String atRandom(Random random, int characters) {
        var text = new StringBuilder(words(random.nextInt(10_000)));
        while (text.length() < characters) {
            text.append(' ').append(words(random.nextInt(10_000)));
        }
        return text.toString();
    }

    /** Returns the ids of the held-out text and the character after it: 1000 characters to predict. */
    public static byte[] validation() {
        return Arrays.copyOf(ids(), VALIDATION + 1);
    }

    public static byte[] training() {
        var ids = ids();
        return Arrays.copyOfRange(ids, VALIDATION, ids.length);
    }

    private static byte[] ids() {
        return new Text8Vocabulary().encode(text()).ids();
    }

    private static String words(int n) {
        var words = new StringJoiner(" ");
        if (n >= 1000) {
            words.add(ONES[n / 1000]).add("thousand");
        }
        if (n % 1000 >= 100) {
            words.add(ONES[n % 1000 / 100]).add("hundred");
        }
        int rest = n % 100;
        if (rest >= 20) {
            words.add(TENS[rest / 10 - 2]);
            rest %= 10;
        }
        if (rest > 0 || words.length() == 0) {
            words.add(ONES[rest]);
        }
        return words.toString();
    }
}
