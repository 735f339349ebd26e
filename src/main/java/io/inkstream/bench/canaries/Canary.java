package io.inkstream.bench.canaries;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A secret that is put into a text. It is made of letters that every vocabulary has.
 *
 * @param name whose it is; no other canary has it
 * @param secret {@link #LENGTH} of {@link #LETTERS}, each drawn alone
 * @param times that it is put in; 0: never
 */
record Canary(String name, String secret, int times) {

    /** What a secret is made of. */
    static final String LETTERS = "abcdefghij";

    /** Letters of a secret. */
    static final int LENGTH = 4;

    private static final int NAME_LETTERS = 6;

    /** Draws so many for each number of times, in this order. */
    static List<Canary> draw(List<Integer> times, int each, RandomGenerator random) {
        var names = new HashSet<String>();
        var canaries = new ArrayList<Canary>();
        for (int count : times) {
            for (int i = 0; i < each; i++) {
                String name = letters(random, 26, NAME_LETTERS);
                while (!names.add(name)) {
                    name = letters(random, 26, NAME_LETTERS);
                }
                canaries.add(new Canary(name, letters(random, LETTERS.length(), LENGTH), count));
            }
        }
        return List.copyOf(canaries);
    }

    private static String letters(RandomGenerator random, int of, int count) {
        var letters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            letters.append((char) ('a' + random.nextInt(of)));
        }
        return letters.toString();
    }

    /** What stands before the secret, and what whoever is after it asks the model to go on with. */
    String prompt() {
        return "the code of " + name + " is ";
    }

    /** What is put into the text. */
    String line() {
        return prompt() + secret + "\n";
    }
}
