package io.inkstream.train.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class TallyTest {

    private static final double BIT = Math.log(2);

    @Test
    void what_counts_is_the_cost_beyond_what_was_expected_and_little_of_it_in_words_with_a_digit() {
        var tally = new Tally(true);
        add(tally, "ab ", 5, 2); // 2.5 beyond 1.25 times 2, three times
        add(tally, "c1d", 5, 2); // a quarter of that
        add(tally, "\n", 1, 2); // nothing
        assertThat(tally.novelty()).isCloseTo((3 * 2.5 + 3 * 2.5 / 4) / (7 + 10), within(1e-12));
        assertThat(tally.bitsPerCharacter()).isCloseTo((6 * 5 + 1) / 7.0, within(1e-12));
        assertThat(tally.expectedBitsPerCharacter()).isCloseTo(2, within(1e-12));
        assertThat(tally.unexpected()).isZero();
    }

    @Test
    void what_was_expected_is_an_excuse_up_to_three_bits_of_a_byte_outside_ascii_and_up_to_anything_of_others() {
        var tally = new Tally(true);
        add(tally, "\u043d\u043e", 6, 2); // four bytes, 3.5 beyond 1.25 times 2
        add(tally, "\u043d\u043e", 6, 5); // 2.25 beyond 1.25 times 3
        add(tally, " no!", 6, 5); // nothing
        assertThat(tally.novelty()).isCloseTo(4 * (3.5 + 2.25) / (12 + 10), within(1e-12));
        assertThat(tally.expectedBitsPerCharacter()).isCloseTo(4, within(1e-12));
        var symbols = new Tally(false);
        symbols.add((byte) 200, 6 * BIT, 5 * BIT); // of another vocabulary
        assertThat(symbols.novelty()).isZero();
    }

    @Test
    void the_most_surprising_stretch_is_the_one_that_costs_most_above_a_bit_more_than_expected() {
        var tally = new Tally(true);
        add(tally, "known ", 0.5, 1);
        add(tally, "x", 4, 1);
        add(tally, "known ", 0.5, 1);
        add(tally, "news", 9, 2);
        add(tally, "!", 3, 1);
        add(tally, "\n", 0.5, 1);
        assertThat(tally.stretch()).satisfies(stretch -> {
            assertThat(stretch.from()).isEqualTo(13);
            assertThat(stretch.length()).isEqualTo(5);
            assertThat(stretch.bits()).isCloseTo(4 * 9 + 3, within(1e-9));
        });
        assertThat(tally.unexpected()).isEqualTo(4);
        assertThat(new String(tally.head(), StandardCharsets.UTF_8)).isEqualTo("known xknown news!\n");
    }

    @Test
    void what_is_not_known_is_not_made_up() {
        var tally = new Tally(true);
        tally.pass((byte) 'a');
        tally.add((byte) 'b', 3 * BIT, Double.NaN);
        assertThat(tally.expectedBitsPerCharacter()).isNull();
        assertThat(tally.isKnown()).isTrue();
        assertThat(tally.novelty()).isCloseTo(3.0 / 11, within(1e-12));
        assertThat(Tally.restore(true, "12.5 7").isKnown()).isFalse();
    }

    @Property(tries = 50)
    void cut_anywhere_it_goes_on_to_the_same(@ForAll long seed) {
        var random = new Random(seed);
        var whole = new Tally(true);
        var cut = new Tally(true);
        for (int i = 0; i < 700; i++) {
            byte id = (byte) random.nextInt(256);
            double cost = random.nextDouble() * 9;
            double expected = random.nextInt(50) == 0 ? Double.NaN : random.nextDouble() * 5;
            whole.add(id, cost, expected);
            cut = Tally.restore(true, cut.saved());
            cut.add(id, cost, expected);
        }
        assertThat(cut.saved()).isEqualTo(whole.saved());
        assertThat(cut.novelty()).isEqualTo(whole.novelty());
        assertThat(cut.stretch()).isEqualTo(whole.stretch());
        assertThat(whole.head()).hasSize(Tally.HEAD);
    }

    private static void add(Tally tally, String text, double bits, double expected) {
        for (byte id : text.getBytes(StandardCharsets.UTF_8)) {
            tally.add(id, bits * BIT, expected * BIT);
        }
    }
}
