package io.inkstream.mixture.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CacheModelTest {

    /** w by length of the context and by what followed, as the class says; words under -1 and -2. */
    private static final Map<Integer, double[]> WEIGHTS = Map.of(
            1, new double[] {0.32, 0.52, 0.33, 0.13},
            2, new double[] {0.23, 0.30, 0.13, 0.07},
            3, new double[] {0.17, 0.19, 0.07, 0.05},
            4, new double[] {0.21, 0.37, 0.15, 0.23},
            6, new double[] {0.22, 0.36, 0.18, 0.42},
            8, new double[] {0.25, 0.30, 0.28, 0.31},
            -1, new double[] {0.45, 0.48, 0.34, 0.21},
            -2, new double[] {0.19, 0.49, 0.19, 0.03});

    private static final double[] DOUBTS = {4, 4, 8, 20};
    private static final float PRIOR = 1f / 256;

    @Test
    void nothing_is_raised_before_anything_came_twice() {
        var model = new CacheModel();
        var text = new TextCache();
        model.predict(text, symbol -> PRIOR);
        assertThat(model.size()).isZero();
        assertThat(text.toBytes()).isEmpty();
        read(text, "q");
        model.predict(text, symbol -> PRIOR);
        assertThat(model.size()).isZero();
    }

    @Test
    void what_followed_is_raised_by_the_formula_over_counts_that_are_made_by_looking_through_the_text() {
        var random = new Random(1);
        var model = new CacheModel();
        for (int round = 0; round < 300; round++) {
            var text = new StringBuilder();
            // Shorter than the places that are looked at, so that all of them are.
            for (int i = 0; i < 2 + random.nextInt(31); i++) {
                text.append("aabBcé ,".charAt(random.nextInt(8)));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            var cache = new TextCache();
            read(cache, text.toString());
            model.predict(cache, symbol -> symbol == 'a' ? 1e-9f : PRIOR);

            var expected = raises(bytes);
            assertThat(raisesOf(model).keySet()).isEqualTo(expected.keySet());
            raisesOf(model)
                    .forEach((symbol, raise) -> assertThat((double) raise)
                            .as("%s behind '%s'", symbol, text)
                            .isCloseTo(expected.get(symbol), within(2e-5)));
        }
    }

    @Test
    void what_is_kept_is_bounded_and_says_all_that_there_is_to_know() {
        var random = new Random(2);
        var text = new StringBuilder();
        while (text.length() < 3 * TextCache.CHARACTERS) {
            // Words that are short enough for one that is cut not to reach to where contexts are looked up.
            text.append("abcdef".charAt(random.nextInt(6))).append(random.nextInt(3) == 0 ? "" : " ");
            if (random.nextInt(3) == 0) {
                text.append(' ');
            }
        }
        var model = new CacheModel();
        var cache = new TextCache();
        for (int i = 0; i < text.length(); i++) {
            cache.read(text.charAt(i));
            if (random.nextInt(500) == 0) {
                var again = new TextCache();
                byte[] kept = cache.toBytes();
                assertThat(kept.length).isEqualTo(Math.min(i + 1, TextCache.CHARACTERS));
                assertThat(new String(kept, StandardCharsets.ISO_8859_1))
                        .isEqualTo(text.substring(i + 1 - kept.length, i + 1));
                for (byte symbol : kept) {
                    again.read(Byte.toUnsignedInt(symbol));
                }
                model.predict(cache, symbol -> PRIOR);
                var raises = raisesOf(model);
                model.predict(again, symbol -> PRIOR);
                assertThat(raisesOf(model)).isEqualTo(raises).isNotEmpty();
            }
        }
    }

    private static void read(TextCache cache, String text) {
        for (byte symbol : text.getBytes(StandardCharsets.ISO_8859_1)) {
            cache.read(Byte.toUnsignedInt(symbol));
        }
    }

    private static Map<Integer, Float> raisesOf(CacheModel model) {
        var raises = new TreeMap<Integer, Float>();
        for (int i = 0; i < model.size(); i++) {
            assertThat(raises.put(model.symbol(i), model.raise(i))).isNull();
        }
        return raises;
    }

    private static Map<Integer, Double> raises(byte[] text) {
        var raises = new TreeMap<Integer, Double>();
        WEIGHTS.forEach((length, weights) -> {
            var counts = new HashMap<Integer, Integer>();
            for (int end = 1; end < text.length; end++) {
                if (isAlike(text, end, length)) {
                    counts.merge(Byte.toUnsignedInt(text[end]), 1, Integer::sum);
                }
            }
            int kind = counts.size() == 1 ? (counts.containsValue(1) ? 0 : 1) : counts.size() <= 3 ? 2 : 3;
            counts.forEach((symbol, count) -> {
                double prior = symbol == 'a' ? 1e-5 : PRIOR;
                raises.merge(symbol, weights[kind] * StrictMath.log(1 + count / (DOUBTS[kind] * prior)), Double::sum);
            });
        });
        return raises;
    }

    /** Whether the first so many characters end with the context that the whole text ends with. */
    private static boolean isAlike(byte[] text, int end, int length) {
        String before = new String(text, 0, end, StandardCharsets.ISO_8859_1);
        String whole = new String(text, StandardCharsets.ISO_8859_1);
        if (length > 0) {
            return whole.length() >= length && before.endsWith(whole.substring(whole.length() - length));
        }
        boolean isSameWord = wordSoFar(before).equals(wordSoFar(whole));
        return length == -1 ? isSameWord : isSameWord && wordBefore(before).equals(wordBefore(whole));
    }

    private static String wordSoFar(String text) {
        return text.replaceAll("(?s).*[^a-zA-Zé]", "").replace('B', 'b');
    }

    private static String wordBefore(String text) {
        String before = text.substring(0, text.length() - wordSoFar(text).length());
        return wordSoFar(before.replaceAll("[^a-zA-Zé]+$", ""));
    }
}
