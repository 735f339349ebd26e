package io.inkstream.mixture.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.mixture.Mixture;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CopyIndexTest {

    private static final int BITS = 10;

    /** As {@link String#startsWith(String, int)} finds them in what is left of a text that is longer than the history. */
    @ParameterizedTest
    @ValueSource(ints = {500, 3000, Integer.MAX_VALUE})
    void what_stands_behind_a_stretch_is_found_wherever_it_stands(int end) {
        var random = new Random(3);
        var history = new History(BITS);
        // The last characters of a text that is as long as this, whose places may go on below 0.
        history.end(end == Integer.MAX_VALUE ? end - 700 : 0);
        var text = new StringBuilder();
        for (int i = 0; i < (end == Integer.MAX_VALUE ? 1500 : end); i++) {
            char next = (char) ('a' + random.nextInt(2));
            history.add(next);
            text.append(next);
        }
        String kept = text.substring(Math.max(0, text.length() - ((1 << BITS) - 1)));
        var index = new CopyIndex(history);
        for (int round = 0; round < 200; round++) {
            int length = CopyIndex.LEAST + random.nextInt(4);
            int from = random.nextInt(kept.length() - length + 1);
            String stretch = kept.substring(from, from + length);
            var expected = new boolean[Mixture.SYMBOLS];
            for (int at = 0; at + length < kept.length(); at++) {
                if (kept.startsWith(stretch, at)) {
                    expected[kept.charAt(at + length)] = true;
                }
            }
            var found = new boolean[Mixture.SYMBOLS];
            index.behind(symbols(stretch), found);
            assertThat(found).as(stretch).isEqualTo(expected);
        }
    }

    private static int[] symbols(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int[] symbols = new int[bytes.length];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = bytes[i];
        }
        return symbols;
    }
}
